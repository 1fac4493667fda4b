"""kill -9 of one rank or of all, at random moments of a sweep, again and again, while another process reads the file."""
import os
import random
import signal
import subprocess
import time

os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
import h5py
import numpy as np
from program import children, command, contents, differences, fact, kill, path, ranks_of, run, write

SMALL = """
title: kills
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1], field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 161}
observables: [q1, j1, sz, js, entropy]
chunk: 3
"""
LARGE = SMALL.replace("beta: [0.5, 1]", "beta: [0.25, 0.5, 0.75, 1]")


class Watch:
    """What a reader sees of a file: rows that it has seen done may never be undone, nor differ from those of an uninterrupted run."""

    def __init__(self, whole):
        with h5py.File(whole, "r") as f:
            self.status = f["status"][()]
            self.profiles = {name: f["profiles"][name][()] for name in f["profiles"] if f["profiles"][name].shape == self.status.shape}
        self.seen = np.zeros(self.status.shape, bool)
        self.unreadable, self.lost, self.lies, self.looks = [], [], [], 0

    def look(self, file, carefully=False):
        try:
            with h5py.File(file, "r") as f:
                status = f["status"][()]
                done = status != 0
                self.looks += 1
                if (self.seen & ~done).any():
                    self.lost.append(int((self.seen & ~done).sum()))
                self.seen |= done
                if not (status[done] == self.status[done]).all():
                    self.lies.append("status")
                for name in self.profiles if carefully else random.sample(sorted(self.profiles), 2):
                    if f["profiles"][name][()][done].tobytes() != self.profiles[name][done].tobytes():
                        self.lies.append(name)
        except FileNotFoundError:
            pass
        except (OSError, KeyError) as error:
            if os.path.exists(file):  # an extension that is whole takes its final name, perhaps between two looks of HDF5 at the old one
                self.unreadable.append(str(error))

    def begin_again(self):
        self.seen[:] = False


def victims(process, generator):
    """One rank, all ranks, or all of the job; what there is of it at that moment."""
    ranks = ranks_of(process)
    if not ranks:
        return [process.pid]
    return generator.choice((lambda: [generator.choice(ranks)], lambda: ranks, lambda: ranks + [process.pid]))()


def attempt(arguments, file, watch, life, generator):
    """One run that is killed after `life` seconds; None if it was, else its exit status."""
    process = subprocess.Popen(command(arguments, generator.choice((1, 2, 3))), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    until = time.monotonic() + life
    while time.monotonic() < until and process.poll() is None:
        watch.look(file)
        time.sleep(0.02)
    killed = process.poll() is None
    orphans = children(process.pid) if killed else []
    if killed:
        kill(victims(process, generator))
    try:
        errors = process.communicate(timeout=20)[1]
    except subprocess.TimeoutExpired:  # mpirun is gone before its ranks are, or libpmix stands still in it when a rank has died
        kill([process.pid] + orphans + children(process.pid))
        errors = process.communicate(timeout=60)[1]
    watch.look(file, carefully=True)
    return (None if killed else process.returncode), errors


def kills(n, seed):
    """n kills of runs that start and continue a sweep, of runs that extend one, until each is whole."""
    generator = random.Random(seed)
    small, large = write("small.yaml", SMALL), write("large.yaml", LARGE)
    seconds = {}
    for source in (small, large):
        start = time.monotonic()
        r = run("run", source, "--output", source + ".h5", ranks=2)
        seconds[source] = time.monotonic() - start
        fact("an uninterrupted run of %s" % os.path.basename(source), r.returncode == 0, r.stderr)
    n_done, n_whole, wrong, faults = 0, 0, [], []
    watches = []
    while n_done < n:
        extends = generator.random() < 0.4
        source, out = (large, path("extended.h5")) if extends else (small, path("killed.h5"))
        for name in (out, out + ".new", out + ".lock"):
            if os.path.exists(name):
                os.unlink(name)
        if extends:
            with open(small + ".h5", "rb") as old, open(out, "wb") as f:
                f.write(old.read())
        watch, old = Watch(source + ".h5"), Watch(small + ".h5")
        watches += [watch, old]
        while True:
            life = generator.uniform(0.1, 1.2 * seconds[source])
            status, errors = attempt(["run", source, "--output", out, "--extend" if extends else "--resume"], out + ".new" if extends else out, watch, life, generator)
            if status is None:
                n_done += 1
                if extends and os.path.exists(out + ".new"):
                    old.look(out, carefully=True)
            elif status != 0:
                faults.append(errors)
            if status == 0 or (status is None and n_done >= n) or len(faults) > 5:
                break
        r = run("run", source, "--output", out, "--extend" if extends else "--resume", ranks=2)
        n_whole += 1
        if r.returncode != 0 or differences(contents(out), contents(source + ".h5")):
            wrong.append("%s\n%s" % (r.stderr, differences(contents(out), contents(source + ".h5"))))
    detail = "%d kills, %d looks, %d files" % (n_done, sum(w.looks for w in watches), n_whole)
    fact("after %d kills of one rank, of all ranks or of the whole job no file is unreadable" % n_done, not any(w.unreadable for w in watches), [w.unreadable for w in watches])
    fact("no ray is lost that another process had seen done (%s)" % detail, not any(w.lost for w in watches) and sum(w.looks for w in watches) > n, [w.lost for w in watches])
    fact("what is marked done has the bytes of an uninterrupted run at every moment", not any(w.lies for w in watches), [w.lies for w in watches])
    fact("and so has every file when it is whole", not wrong, "\n".join(wrong))
    fact("a run that is not killed ends with status 0", not faults, "\n".join(faults))

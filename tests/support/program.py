"""For test scripts that run the whole program: start it, look at its files, print one line per fact as scripts/run_tests.sh counts them."""
import os
import signal
import subprocess
import sys
import time

import h5py
import numpy as np

BIN = os.environ["GHD_BIN"]
TMP = os.environ["GHD_TMP"]
failed = 0


def fact(sentence, holds, detail=""):
    """One fact; the detail is shown only if it does not hold."""
    global failed
    print(("ok - " if holds else "not ok - ") + sentence, flush=True)
    if not holds:
        failed += 1
        for line in str(detail).splitlines()[-40:]:
            print("#   " + line, flush=True)


def skip(sentence, reason):
    """A fact that cannot be looked at on this machine; scripts/run_tests.sh shows it."""
    print("ok - %s # SKIP %s" % (sentence, reason), flush=True)


def end():
    sys.exit(1 if failed else 0)


def path(name):
    return os.path.join(TMP, name)


def write(name, text):
    with open(path(name), "w") as f:
        f.write(text)
    return path(name)


def command(args, ranks, binary=BIN):
    launcher = ["mpirun", "--timeout", "120", "-n", str(ranks)] if ranks else []
    return launcher + [binary] + [str(a) for a in args]


def run(*args, ranks=0, timeout=150, binary=BIN, **more):
    """Run to the end; .returncode, .stdout, .stderr as text. ranks=0: without mpirun."""
    return subprocess.run(command(args, ranks, binary), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, timeout=timeout, cwd=TMP, **more)


def start(*args, ranks=0, chunks=1, **more):
    """Start with --verbose and return when so many chunks are reported, or when it has ended."""
    process = subprocess.Popen(command(list(args) + ["--verbose"], ranks), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, cwd=TMP, **more)
    process.seen = ""
    while chunks > 0:
        line = process.stderr.readline()
        if not line:
            break
        process.seen += line
        chunks -= " rays " in line and "states" in line
    return process


def finish(process, timeout=120):
    """Wait for a started program; its exit status. All it wrote is in process.seen."""
    try:
        process.seen += process.communicate(timeout=timeout)[1] or ""
    except subprocess.TimeoutExpired:
        process.kill()
        process.seen += "\nkilled: it did not end\n"
    return process.returncode


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(word) for word in f.read().split()]
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return []


def program_of(pid):
    try:
        return os.readlink("/proc/%d/exe" % pid)
    except OSError:  # it has ended
        return None


def ranks_of(process):
    """Process ids of the ranks of a program started under mpirun."""
    return [pid for pid in children(process.pid) if program_of(pid) == os.path.realpath(BIN)]


def kill(pids, how=signal.SIGKILL):
    for pid in pids:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            pass


# What differs from run to run; all else is the same byte for byte.
VARYING = ("provenance", "seconds")


def contents(file):
    """{name: bytes} of all datasets that must not vary."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith(VARYING):
            found[name] = item[()].tobytes()

    with h5py.File(file, "r") as f:
        f.visititems(visit)
    return found


def differences(a, b):
    """Names of the datasets in which two contents() differ."""
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def status(file):
    with h5py.File(file, "r") as f:
        return f["status"][()]


def half_done(file, whole):
    """Whether every row of the file that is marked done is that of the whole file."""
    with h5py.File(file, "r") as f, h5py.File(whole, "r") as w:
        done = f["status"][()] != 0
        same = np.array_equal(f["status"][()][done], w["status"][()][done])
        for name in w["profiles"]:
            if w["profiles"][name].shape == done.shape:
                same = same and f["profiles"][name][()][done].tobytes() == w["profiles"][name][()][done].tobytes()
        return bool(same), int(done.sum())

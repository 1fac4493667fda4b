#!/usr/bin/env python3
"""A run that is cut short in any way is continued to the same bytes, on any number of ranks.
timeout: 280
"""
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
from program import BIN, TMP, contents, differences, end, fact, finish, half_done, kill, path, ranks_of, run, start, status, write

INPUT = write("in.yaml", """
title: restart
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1], field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 81}
chunk: 3
""")
N = 4 * 81  # rays
OUT = path("out.h5")
WHOLE = path("whole.h5")


def fresh():
    for name in os.listdir(TMP):
        if name.startswith("out.h5"):
            os.unlink(path(name))


def resumed_is_whole(sentence, ranks):
    r = run("run", INPUT, "--output", OUT, "--resume", ranks=ranks)
    same = r.returncode == 0 and os.path.exists(OUT) and not differences(contents(OUT), REFERENCE)
    fact(sentence, same, "exit status %d\n%s\n%s" % (r.returncode, r.stderr, differences(contents(OUT), REFERENCE) if os.path.exists(OUT) else "no file"))


def only_the_rest_is_missing(sentence, least=1):
    same, n_done = half_done(OUT, WHOLE)
    fact(sentence, same and least <= n_done < N, "%d of %d rays done, equal: %s" % (n_done, N, same))


# ---- the number of ranks ----

r = run("run", INPUT, "--output", WHOLE, "--resume")
fact("--resume begins a file that is not there", r.returncode == 0 and (status(WHOLE) > 0).all(), r.stderr)
REFERENCE = contents(WHOLE)
for n in (2, 3, 4):
    r = run("run", INPUT, "--output", path("n.h5"), ranks=n)
    fact("%d ranks give the bytes of one" % n, r.returncode == 0 and not differences(contents(path("n.h5")), REFERENCE), r.stderr)
    os.unlink(path("n.h5"))

STATES = write("states.yaml", """
chain: {gamma_over_pi: [1/2, 2/3]}
left:  {state: thermal, beta: [0.5, 1]}
right: {state: thermal, beta: [1, 0.5]}
rays:  {auto: 24}
output: {state: true, lambda: {from: -2, to: 2, count: 9}}
chunk: 5
""")
for n in (1, 3):
    r = run("run", STATES, "--output", path("states%d.h5" % n), ranks=n)
    fact("rays at Gauss nodes and distributions, sides that trade their states or are equal: computed on %d ranks" % n, r.returncode == 0, r.stderr)
fact("and have the same bytes", not differences(contents(path("states1.h5")), contents(path("states3.h5"))), differences(contents(path("states1.h5")), contents(path("states3.h5"))))

QUENCH = write("quench.yaml", """
chain: {gamma_over_pi: [1/3, 2/5, 1/4]}
left:  {state: thermal, beta: [0.5, 1, 2]}
right: {state: tilted_neel, angle: [0.4, 0.8]}
rays:  {from: -1.2, to: 1.2, count: 9}
chunk: 2
""")
for n in (1, 3):
    r = run("run", QUENCH, "--output", path("quench%d.h5" % n), ranks=n)
    fact("points that share states after a quench: computed on %d ranks" % n, r.returncode == 0, r.stderr)
fact("whoever found the states, the bytes are the same", not differences(contents(path("quench1.h5")), contents(path("quench3.h5"))), differences(contents(path("quench1.h5")), contents(path("quench3.h5"))))

# ---- kill -9 ----

p = start("run", INPUT, "--output", OUT, ranks=3, chunks=20)
kill(ranks_of(p)[1:2])
fact("when one rank is killed the job ends", finish(p) not in (0, 2, 3, 75), p.seen)
only_the_rest_is_missing("what was marked done when one rank was killed is there and right", least=20)
resumed_is_whole("a run of three ranks, one killed, is continued by two to the same bytes", 2)

fresh()
p = start("run", INPUT, "--output", OUT, ranks=2, chunks=30)
kill(ranks_of(p))
finish(p)
only_the_rest_is_missing("what was marked done when all ranks were killed is there and right", least=30)
fact("the lock file of a killed run is left behind", os.path.exists(OUT + ".lock"))
resumed_is_whole("a run of two ranks, all killed, is continued by three to the same bytes", 3)
fact("a run that ends removes its lock file", not os.path.exists(OUT + ".lock"))

# ---- asked to stop ----

fresh()
p = start("run", INPUT, "--output", OUT, ranks=2, chunks=10)
p.send_signal(signal.SIGUSR1)  # mpirun passes it to all
fact("SIGUSR1 ends a run with status 75", finish(p) == 75, p.seen)
only_the_rest_is_missing("after SIGUSR1 only the rest is missing", least=10)
p = start("run", INPUT, "--output", OUT, "--resume", ranks=3, chunks=10)
kill(ranks_of(p)[2:3], signal.SIGUSR1)
fact("SIGUSR1 on any one rank stops all", finish(p) == 75, p.seen)
only_the_rest_is_missing("after the second stop only the rest is missing", least=20)
open(OUT + ".stop", "w").close()
r = run("run", INPUT, "--output", OUT, "--resume")
fact("a stop file ends a run with status 75", r.returncode == 75 and "stop file" in r.stderr, r.stderr)
fact("and is removed, so that the next run goes on", not os.path.exists(OUT + ".stop"))
resumed_is_whole("a run stopped three times is continued by one rank to the same bytes", 0)

fresh()
r = run("run", INPUT, "--output", OUT, "--set", "rays={from: -1.2, to: 1.2, count: 8001}", "--time-limit", "00:00:02")
with h5py.File(OUT, "r") as f:
    n_done = int((f["status"][()] != 0).sum())
fact("the time limit ends a run with status 75, with something done", r.returncode == 75 and "time limit" in r.stderr and n_done > 0, r.stderr)


def threads_when_it_listens(process, bit=1 << (signal.SIGUSR1 - 1)):
    """Threads of a process at the moment when it begins to catch SIGUSR1: MPI starts some, so that one thread means: before MPI."""
    while process.poll() is None:
        lines = dict(line.split(":", 1) for line in open("/proc/%d/status" % process.pid))
        if int(lines["SigCgt"], 16) & bit:
            return int(lines["Threads"])
    return 0


fresh()
p = subprocess.Popen([BIN, "run", INPUT, "--output", OUT], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
n_threads = threads_when_it_listens(p)
p.send_signal(signal.SIGUSR1)
said = p.communicate(timeout=100)[1]
fact("a signal is heeded from before MPI starts", n_threads == 1 and p.returncode == 75 and "signal" in said, "%d threads, status %d: %s" % (n_threads, p.returncode, said))
resumed_is_whole("and a run that was stopped so early is continued", 2)

# ---- one run at a time ----

fresh()
p = start("run", INPUT, "--output", OUT, "--set", "rays={from: -1.2, to: 1.2, count: 8001}", chunks=1)
r = run("run", INPUT, "--output", OUT, "--resume")
fact("a second run on one file is refused, with the process that writes it", r.returncode == 2 and "is being written by process %d on" % p.pid in r.stderr, r.stderr)
p.send_signal(signal.SIGTERM)
fact("SIGTERM stops a run like SIGUSR1", finish(p) == 75, p.seen)



def as_from_a_terminal(*ignored):
    """What tests started in the background ignore is not ignored; what nohup ignores may be."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


for name, number in (("ctrl-C stops", signal.SIGINT), ("a terminal that closes stops", signal.SIGHUP)):
    fresh()
    p = start("run", INPUT, "--output", OUT, "--set", "rays={from: -1.2, to: 1.2, count: 8001}", preexec_fn=as_from_a_terminal)
    p.send_signal(number)
    fact("%s a run in good order, and nothing is left beside the file" % name, finish(p) == 75 and [n for n in os.listdir(TMP) if n.startswith("out.h5")] == ["out.h5"], p.seen)
fresh()
p = start("run", INPUT, "--output", OUT, "--set", "chain.gamma_over_pi=1/8", "--set", "rays.count=1000", "--set", "chunk=1000", chunks=0, preexec_fn=as_from_a_terminal)
while p.poll() is None and not os.path.exists(OUT):
    time.sleep(0.01)
for _ in range(2):  # while the one chunk is computed, which takes seconds
    time.sleep(0.4)
    p.send_signal(signal.SIGINT)
fact("a second ctrl-C does not wait for what is being computed", finish(p) == -signal.SIGINT, p.seen)
fresh()
p = start("run", INPUT, "--output", OUT, "--set", "rays.count=2001", preexec_fn=lambda: as_from_a_terminal(signal.SIGHUP))
ignored = int(dict(line.split(":", 1) for line in open("/proc/%d/status" % p.pid))["SigIgn"], 16)
p.send_signal(signal.SIGUSR1)
fact("nohup keeps a run going when its terminal closes", ignored & 1 << (signal.SIGHUP - 1) and finish(p) == 75, "%x %s" % (ignored, p.seen))

GONE = path("gone.h5")
p = start("run", INPUT, "--output", GONE, "--set", "rays={from: -1.2, to: 1.2, count: 8001}", ranks=2)
os.unlink(GONE)
fact("a run whose file is removed ends with status 1 and says once why", finish(p) == 1 and p.seen.count("%s was removed or replaced" % GONE) == 1, p.seen)

LEFT = [path("left.h5") + "." + ending for ending in ("data.3", "metadata.0", "data.1", "metadata.17", "data.2")]
run("run", INPUT, "--output", path("left.h5"), "--time-limit", "0:00:01")
for name in LEFT:
    with open(name, "w") as f:
        f.write("of somebody else" if name.endswith(".2") else "")
r = run("run", INPUT, "--output", path("left.h5"), "--resume", "--time-limit", "0:00:01")
fact("what Open MPI has left beside the file of a killed job is removed, and nothing else", [name for name in LEFT if os.path.exists(name)] == LEFT[-1:], os.listdir(TMP))

# ---- what --resume refuses, and what it leaves alone ----

before = open(OUT, "rb").read()
r = run("run", INPUT, "--output", OUT, "--resume")
fact("a file of other parameters is not continued", r.returncode == 2 and "rays" in r.stderr and "--extend" not in r.stderr, r.stderr)
r = run("run", INPUT, "--output", OUT)
fact("a file that exists is not overwritten", r.returncode == 2 and "--resume" in r.stderr, r.stderr)
fact("and neither of them is changed", open(OUT, "rb").read() == before)

r = run("run", INPUT, "--output", WHOLE, "--resume", "--verbose")
fact("a finished file is left as it is", r.returncode == 0 and "states" not in r.stderr and not differences(contents(WHOLE), REFERENCE), r.stderr)
with h5py.File(WHOLE, "r+") as f:
    f["status"][2, 40] = 0
    for name in ("q1", "js_error"):
        f["profiles"][name][2, 39:42] = 7.0
p = start("run", INPUT, "--output", WHOLE, "--resume", chunks=1)
fact("of a chunk with one ray undone", finish(p) == 0 and p.seen.count("states") == 1, p.seen)
fact("every ray is computed anew", not differences(contents(WHOLE), REFERENCE), differences(contents(WHOLE), REFERENCE))

# ---- rays that fail ----

POOR = ["--set", "ray={points: 128, range: 8}", "--set", "chain.gamma_over_pi=2/5", "--output", path("poor.h5")]
r = run("run", INPUT, *POOR)
codes = status(path("poor.h5"))
fact("a run with rays that are not exact enough ends with status 3 and marks them", r.returncode == 3 and (codes == -4).any() and (codes != 0).all(), r.stderr)
p = start("run", INPUT, *POOR, "--resume", chunks=10**6)
fact("which are not computed again by --resume", finish(p) == 3 and "states" not in p.seen, p.seen)
p = start("run", INPUT, *POOR, "--resume", "--retry", chunks=10**6)
fact("but by --retry", finish(p) == 3 and "states" in p.seen, p.seen)

# ---- a full disk ----

shim = path("full_disk.so")
subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", shim, os.path.join(os.path.dirname(os.path.abspath(__file__)), "full_disk.c"), "-ldl"], check=True)
fresh()
preload = [shim]
if os.environ.get("MODE") == "asan":  # wants to be first
    preload.insert(0, subprocess.run(["cc", "-print-file-name=libasan.so"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip())
r = run("run", INPUT, "--output", OUT, env=dict(os.environ, LD_PRELOAD=":".join(preload), FULL_DISK_AFTER="200"))
fact("a full disk ends a run with status 75 and says so", r.returncode == 75 and "cannot be written" in r.stderr and "PETSC ERROR" not in r.stderr, r.stderr)
only_the_rest_is_missing("what was written before the disk was full is there and right")
resumed_is_whole("when there is space again the run is continued to the same bytes", 2)
end()

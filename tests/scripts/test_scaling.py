#!/usr/bin/env python3
"""scripts/scaling_replay.py: from a measured run, or recorded times, to a table of what many ranks would do.
timeout: 200
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
from program import end, fact, path, run, write

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "scaling_replay.py")


def replay(*arguments):
    return subprocess.run([SCRIPT] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def rows(text):
    return [(int(n), float(e)) for n, e in re.findall(r"(?m)^ +(\d+) +[\d.e+]+ [shd] +(\d\.\d+) ", text)]


r = replay("--points", "480", "--ranks", "2", "16")
fact("recorded times are replayed on the numbers of ranks asked for", r.returncode == 0 and [n for n, _ in rows(r.stdout)] == [2, 16] and
     all(0.5 < e <= 1.0 for _, e in rows(r.stdout)), r.stdout + r.stderr)

INPUT = write("in.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1]}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 41}
""")
NO_RAYS = open(INPUT).read().replace("{from: -1.2, to: 1.2, count: 41}", "none")
m = run("run", INPUT, "--output", path("m.h5"), "--verbose")
log = write("log.txt", m.stderr)
r = replay(path("m.h5"), "--log", log, "--input", INPUT, "--ranks", "1", "2")
with h5py.File(path("m.h5")) as f:
    seconds = float(f["seconds"][()].sum())
states = sum(float(s) for s in re.findall(r"states ([\d.e+-]+) s", m.stderr))
total = re.search(r"4 points x 41 rays in 12 chunks, ([\d.e+-]+) s of one core", r.stdout)
fact("the replayed work of a run is the time that it measured", r.returncode == 0 and total and
     abs(float(total.group(1)) - seconds - states) < 0.02 * (seconds + states) and 0.95 < rows(r.stdout)[0][1] <= 1.0, r.stdout + r.stderr + "%g + %g s" % (seconds, states))
write("other.yaml", open(INPUT).read().replace("2/5", "3/7"))
r = replay(path("m.h5"), "--input", path("other.yaml"), "--ranks", "2")
for words, reason in ((["nowhere.h5"], "nowhere.h5: no finished run with rays can be read there: No such file or directory\n"), ([path("m.h5"), "--log", INPUT], "in.yaml: no line of"), ([path("m.h5"), "--log", "nowhere.txt"], "nowhere.txt: No such file"), ([path("m.h5"), "--log", path("m.h5")], "m.h5: no line of"),
                      (["--input", "nowhere.yaml"], "nowhere.yaml: No such file or directory\nnowhere.yaml cannot be replayed\n"), (["--input", ""], "No such file"),
                      (["--input", write("none.yaml", NO_RAYS)], "none.yaml has no rays"), (["--input", INPUT, "--points", "10"], "not allowed with argument"),
                      (["--ranks", "0"], "'0' is none of the whole numbers 1 .. 100000"), (["--points", "1e9"], "'1e9' is none of the whole numbers 1 .. 10000000")):
    wrong = replay(*words)
    fact("what cannot be replayed is refused in one sentence: " + reason.splitlines()[0], wrong.returncode != 0 and reason in wrong.stderr and not re.search("Traceback|PETSC ERROR|MPI_ABORT", wrong.stderr) and
         not wrong.stdout, wrong.stderr + wrong.stdout)
fact("an anisotropy that was not measured is refused by name", r.returncode == 2 and r.stderr == "no times of 3/7\n", r.stdout + r.stderr)
end()

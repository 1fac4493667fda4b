#!/usr/bin/env python3
"""What fails in one place of a sweep is marked there and nowhere else: a solver that leaves NaN, one that does not converge, an allocation that fails.
timeout: 250
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import h5py
import numpy as np
from program import contents, differences, end, fact, path, run, write

INPUT = write("in.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1], field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 41}
chunk: 8
""")
OUT = path("out.h5")

shim = path("faults.so")
flags = subprocess.run("pkg-config --cflags petsc || pkg-config --cflags PETSc", shell=True, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
subprocess.run(["mpicc", "-shared", "-fPIC", "-D_GNU_SOURCE", *flags, "-o", shim, os.path.join(HERE, "faults.c"), "-ldl"], check=True)
preload = [shim]
if os.environ.get("MODE") == "asan":  # wants to be first
    preload.insert(0, subprocess.run(["cc", "-print-file-name=libasan.so"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip())

whole = path("whole.h5")
r = run("run", INPUT, "--output", whole)
fact("without a fault all is well", r.returncode == 0, r.stderr)
REFERENCE = contents(whole)


def arrays(file):
    with h5py.File(file, "r") as f:
        return f["status"][()], {name: f["profiles"][name][()] for name in f["profiles"] if f["profiles"][name].ndim == 2}


def faulty(fault, first, last=None):
    if os.path.exists(OUT):
        os.unlink(OUT)
    env = dict(os.environ, LD_PRELOAD=":".join(preload), FAULT=fault, FAULT_FIRST=str(first), FAULT_LAST=str(last or first), FAULT_BYTES="3000")
    return run("run", INPUT, "--output", OUT, env=env)


def judge(r):
    """Number of marked rays, and what is wrong: with the end of the run, with the marked rays, with all others."""
    bad = []
    if r.returncode not in (0, 3) or "PETSC ERROR" in r.stderr:
        return 0, ["exit status %d\n%s" % (r.returncode, r.stderr)]
    status, values = arrays(OUT)
    expected = arrays(whole)[1]
    marked = status < 0
    if not (status != 0).all():
        bad.append("rays without status")
    for name in expected:
        if not np.isnan(values[name][marked & (status != -4)]).all():
            bad.append(name + " has values where its ray failed")
        if not (name.endswith("_error") or np.all(np.abs(values[name] - expected[name])[~marked] < 1e-10)):
            bad.append(name + " is wrong elsewhere")
    return int(marked.sum()), bad


for fault, sentence, reasons in (("nan", "a solver that leaves NaN", (-1, -3, -5)), ("stall", "a solver that does not converge", (-1, -3)), ("memory", "an allocation that fails", (-6,))):
    marked, wrong, seen = 0, [], set()
    for first in (2, 40, 90, 200, 310) if fault != "memory" else (150, 250, 400, 700, 1200):
        r = faulty(fault, first)
        n, bad = judge(r)
        marked += n
        wrong += ["%s %d: %s" % (fault, first, b) for b in bad]
        if not bad:
            seen |= set(np.unique(arrays(OUT)[0]).tolist())
    fact("%s is marked where it was and leaves everything else right" % sentence, not wrong, "\n".join(wrong))
    fact("%s: rays are marked by a reason that says so" % sentence, marked > 0 and {s for s in seen if s < 0} <= set(reasons), "%d rays, %s" % (marked, seen))
    r = run("run", INPUT, "--output", OUT, "--resume", "--retry")
    fact("%s: --resume --retry gives the bytes of a run without it" % sentence, r.returncode == 0 and not differences(contents(OUT), REFERENCE), r.stderr)

r = faulty("stall", 1, 10**9)
n, bad = judge(r)
fact("a sweep in which nothing converges ends in good order, every ray marked", r.returncode == 3 and not bad and n >= 100, "%d rays\n%s\n%s" % (n, bad, r.stderr))
end()

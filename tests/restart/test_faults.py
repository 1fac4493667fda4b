#!/usr/bin/env python3
"""What users see when something breaks: numbers that are not finite, memory, solvers that give up, files that disappear or were never ours, no shared memory.
timeout: 280
"""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import BIN, TMP, end, fact, finish, path, run, skip, start, write

HERE = os.path.dirname(os.path.abspath(__file__))
INPUT = write("in.yaml", """
chain: {gamma_over_pi: 1/3}
left:  {state: thermal, beta: 0.5, field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 25}
""")
WHOLE, OUT = path("whole.h5"), path("out.h5")
LONG = ["--set", "rays={from: -1.2, to: 1.2, count: 8001}"]


def quiet(r):
    """No trace: what broke is not the program."""
    return "PETSC ERROR" not in r.stderr


def preload(source, **environment):
    """Environment of a program with this shim in it."""
    shim = path(source + ".so")
    if not os.path.exists(shim):
        subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", shim, os.path.join(HERE, source), "-ldl", "-lm"], check=True)
    shims = [shim]
    if os.environ.get("MODE") == "asan":  # wants to be first
        shims.insert(0, subprocess.run(["cc", "-print-file-name=libasan.so"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip())
    return dict(os.environ, LD_PRELOAD=":".join(shims), **environment)


def fresh():
    if os.path.exists(OUT):
        os.unlink(OUT)


# ---- numbers that are not finite ----


def unharmed():
    """How many rays are marked, and whether all others are those of the whole file within both error estimates."""
    with h5py.File(OUT) as f, h5py.File(WHOLE) as w:
        good = f["status"][()] > 0
        same = True
        for name in w["profiles"]:
            if name + "_error" not in w["profiles"]:
                continue
            values, error = f["profiles"][name][()], f["profiles"][name + "_error"][()] + w["profiles"][name + "_error"][()]
            same = same and bool((np.abs(values - w["profiles"][name][()])[good] <= error[good]).all()) and not np.isfinite(values[~good]).any()
        return int((~good).sum()), same, int(f["bulk/left/status"][0]), int(f["bulk/right/status"][0])


run("run", INPUT, "--output", WHOLE)
r = run("run", INPUT, "--output", OUT, env=preload("not_finite.c", NOT_FINITE_AT="300"))
marked, same, left, right = unharmed()
fact("a number on a ray that is not finite marks this ray and spreads to no other", r.returncode == 3 and quiet(r) and marked == 1 and same and left > 0 and right > 0, (r.stderr, marked, same))
fresh()
r = run("run", INPUT, "--output", OUT, env=preload("not_finite.c", NOT_FINITE_AT="1"))
marked, same, left, right = unharmed()
fact("one in a state marks this state and the rays that need it, not the other state", r.returncode == 3 and quiet(r) and marked == 25 and left == -3 and right > 0, (r.stderr, marked, left, right))
fact("and is told in words", "a stationary state of this point was not found" in r.stderr and "see /bulk" in r.stderr, r.stderr)

# ---- a point that cannot converge, and memory ----

TWO = ["--set", "chain.gamma_over_pi=[1/3, 1/12]", "--set", "rays=[0, 0.5]"]
fresh()
r = run("run", INPUT, "--output", OUT, *TWO, "--set", "petsc={tba_snes_max_it: 1}")
with h5py.File(OUT) as f:
    fact("solvers that give up are marked, and the file is whole", r.returncode == 3 and quiet(r) and (f["status"][()] == -3).all() and np.isnan(f["profiles/q1"][()]).all(), r.stderr)
REFUSED_MEMORY = "a point that does not fit into memory is marked, and the others are computed"
if os.environ.get("MODE") == "asan":
    skip(REFUSED_MEMORY, "the sanitizer has an allocator of its own")
else:
    fresh()
    r = run("run", INPUT, "--output", OUT, *TWO, env=preload("no_memory.c", NO_MEMORY_ABOVE="3000000"))
    with h5py.File(OUT) as f:
        status = f["status"][()]
    fact(REFUSED_MEMORY, r.returncode == 3 and quiet(r) and (status[0] > 0).all() and (status[1] == -6).all() and "not enough memory" in r.stderr, (r.stderr, status))

# ---- files that disappear ----

LOST = "was removed or replaced while this run was writing it: what was computed is lost"
fresh()
p = start("run", INPUT, "--output", OUT, *LONG, ranks=2, chunks=2)
os.unlink(OUT)
fact("when its file is removed a run ends soon, with status 1, and says so", finish(p, timeout=30) == 1 and "out.h5 " + LOST in p.seen and "PETSC ERROR" not in p.seen, p.seen[-3000:])
fact("and leaves nothing behind", not [name for name in os.listdir(TMP) if name.startswith("out.h5")], os.listdir(TMP))
os.mkdir(path("folder"))
p = start("run", INPUT, "--output", path("folder/out.h5"), *LONG, chunks=2)
shutil.rmtree(path("folder"))
fact("so does one whose folder is removed", finish(p, timeout=30) == 1 and LOST in p.seen and "PETSC ERROR" not in p.seen, p.seen[-3000:])
p = start("run", INPUT, "--output", OUT, *LONG, chunks=2)
os.rename(WHOLE, OUT)
before = open(OUT, "rb").read()
fact("and one whose file is replaced, which stays as it is", finish(p, timeout=30) == 1 and LOST in p.seen and open(OUT, "rb").read() == before, p.seen[-3000:])
os.rename(OUT, WHOLE)

# ---- files that are not ours, or no longer whole ----

with h5py.File(path("foreign.h5"), "w") as f:
    f["data"] = np.arange(10)
whole = bytearray(open(WHOLE, "rb").read())
FILES = {
    "foreign.h5": (None, "is an HDF5 file, but not a result of xxz-ghd"),
    "text.h5": (b"q1,j1\n" * 20, "is not an HDF5 file"),
    "empty.h5": (b"", "is empty"),
    "cut.h5": (bytes(whole[: len(whole) // 2]), "is truncated: it has"),
    "damaged.h5": (bytes(whole[:60] + bytearray(200) + whole[260:]), "is damaged"),
}
for name, (content, sentence) in FILES.items():
    if content is not None:
        with open(path(name), "wb") as f:
            f.write(content)
    before = open(path(name), "rb").read()
    resumed = run("run", INPUT, "--output", path(name), "--resume")
    shown = run("info", path(name))
    good = all(r.returncode == 2 and sentence in r.stderr and quiet(r) and not r.stdout for r in (resumed, shown)) and open(path(name), "rb").read() == before
    fact("--resume and info refuse what %s, and do not touch it" % sentence, good, (resumed.stderr, shown.stderr))

# ---- Open MPI ----

WITHOUT_SHM = "a /dev/shm that cannot be written keeps nobody from working"
hide = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs -o ro,size=4k none /dev/shm && exec "$@"', "sh"]
if subprocess.run(hide + ["true"], stderr=subprocess.DEVNULL).returncode != 0:
    skip(WITHOUT_SHM, "may not mount")
else:
    fresh()
    r = subprocess.run(hide + ["mpirun", "--timeout", "120", "-n", "2", BIN, "run", INPUT, "--output", OUT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TMP)
    fact(WITHOUT_SHM, r.returncode == 0 and quiet(r), r.stderr)
    fresh()
    r = subprocess.run(hide + [BIN, "run", INPUT, "--output", OUT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TMP, env=dict(os.environ, OMPI_MCA_sharedfp="sm"))
    fact("MPI-IO that cannot open a file is told in a sentence", r.returncode == 2 and quiet(r) and "MPI-IO: " in r.stderr, r.stderr)
end()

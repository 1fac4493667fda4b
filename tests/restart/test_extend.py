#!/usr/bin/env python3
"""A finished sweep is extended by points and rays; what it has is not computed again.
timeout: 300
"""
import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import BIN, TMP, contents, differences, end, fact, finish, kill, path, ranks_of, run, start, write

INPUT = write("in.yaml", """
title: extend
chain: {gamma_over_pi: 1/3}
left:  {state: thermal, beta: [0.5, 1], field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1, to: 1, count: 9}
observables: [q1, j1, sz]
output: {state: true, lambda: {from: -2, to: 2, count: 5}}
chunk: 4
""")
OUT = path("out.h5")
MORE_POINTS = ["--set", "left.beta=[0.25, 0.5, 0.75, 1]", "--set", "chain.gamma_over_pi=[2/5, 1/3]"]
MORE_RAYS = ["--set", "rays.count=17"]


def fresh(*arguments):
    for name in os.listdir(TMP):
        if name.startswith("out.h5"):
            os.unlink(path(name))
    r = run("run", INPUT, "--output", OUT, *arguments)
    assert r.returncode == 0, r.stderr


def extend(*arguments, **more):
    return run("run", INPUT, "--output", OUT, "--extend", "--verbose", *arguments, **more)


def whole(name, *arguments):
    r = run("run", INPUT, "--output", path(name), *arguments, ranks=2)
    assert r.returncode == 0, r.stderr
    return path(name)


def keys(f):
    """A row of the sweep by what sets it."""
    points = list(zip(*(f["points"][k][()] for k in ("gamma_over_pi_num", "gamma_over_pi_den", "left_beta", "left_field", "right_beta"))))
    return {(p, z): (i, j) for i, p in enumerate(points) for j, z in enumerate(f["rays/zeta"][()])}


def kept(old, new):
    """Whether every row of the old file is in the new one, bit for bit, with the time that it took then; states of fewer species leave the others NaN."""
    wrong = []
    with h5py.File(old, "r") as a, h5py.File(new, "r") as b:
        there = keys(b)
        for key, (i, j) in keys(a).items():
            k, l = there[key]
            for name in ["status", "seconds", "iterations", "identity_error", "profiles/q1", "profiles/sz_error", "state/filling", "state/jumps"]:
                x, y = a[name][i, j], b[name][k, l]
                if np.ndim(x) == 2:
                    y, rest = y[:len(x)], y[len(x):]
                    if not np.isnan(rest).all():
                        wrong.append(name)
                if np.asarray(x).tobytes() != np.asarray(y).tobytes():
                    wrong.append((name, key))
            for side in ("left", "right"):
                for name in ("q1", "light_cone", "status"):
                    if a["bulk"][side][name][i].tobytes() != b["bulk"][side][name][k].tobytes():
                        wrong.append((side, name, key))
    return wrong


def chunks(text):
    return sum(" rays " in line and "states" in line for line in text.splitlines())


# ---- points ----

fresh()
os.rename(OUT, path("old.h5"))
r = run("run", INPUT, "--output", OUT, "--extend")
fact("--extend begins a file that is not there", r.returncode == 0 and not differences(contents(OUT), contents(path("old.h5"))), r.stderr)
fresh()
os.link(OUT, path("was.h5"))
MANY = whole("many.h5", *MORE_POINTS)
r = extend(*MORE_POINTS, ranks=2)
fact("points are added on two axes, on a chain with more species", r.returncode == 0 and not differences(contents(OUT), contents(MANY)), "%s %s" % (r.stderr, differences(contents(OUT), contents(MANY))))
fact("the file is that of a run of the larger input, bit for bit, and its old rows are not computed again", chunks(r.stderr) == 6 * 3 and "54 rays in" in r.stderr and not kept(path("was.h5"), OUT), r.stderr)
fact("nothing is left beside it", sorted(n for n in os.listdir(TMP) if n.startswith("out.h5")) == ["out.h5"], os.listdir(TMP))
with h5py.File(OUT, "r") as f:
    fact("the attempts of the old file come first", f["provenance/attempts/count"][()] == 2 and list(f["provenance/attempts/ranks"][:2]) == [1, 2] and list(f["provenance/attempts/exit_status"][:2]) == [0, 0])
r = extend(*MORE_POINTS)
fact("when it is whole the same command does nothing", r.returncode == 0 and chunks(r.stderr) == 0 and not differences(contents(OUT), contents(MANY)), r.stderr)
r = extend()
fact("a smaller input is refused with a point that it lacks", r.returncode == 2 and "--extend: %s has a point that the input does not have: gamma_over_pi_num = 2, gamma_over_pi_den = 5" % OUT in r.stderr and
     not differences(contents(OUT), contents(MANY)), r.stderr)

# ---- rays ----

fresh()
os.replace(OUT, path("was.h5"))
os.link(path("was.h5"), OUT)
DENSE = whole("dense.h5", *MORE_RAYS)
r = extend(*MORE_RAYS)
fact("rays are added between those that are there, of which none is computed again", r.returncode == 0 and "16 rays in" in r.stderr and not kept(path("was.h5"), OUT), "%s\n%s" % (r.stderr, kept(path("was.h5"), OUT)))
one, all_at_once = contents(OUT), contents(DENSE)
with h5py.File(OUT, "r") as f, h5py.File(DENSE, "r") as g:
    far = [float(np.nanmax(abs(f["profiles"][n][()] - g["profiles"][n][()]) / np.maximum(g["profiles"][n + "_error"][()], 1e-14))) for n in ("q1", "j1", "sz")]
    same = f["rays/weight"][()].tobytes() == g["rays/weight"][()].tobytes() and (f["status"][()] == g["status"][()]).all()
fact("the values are those of a run of the larger input within their error estimates, and weights and status the same", same and max(far) <= 1, far)
fresh()
p = start("run", INPUT, "--output", OUT, "--extend", *MORE_RAYS, ranks=2, chunks=3)
kill(ranks_of(p))
finish(p)
fact("a killed extension leaves the old file as it was", not differences(contents(OUT), contents(path("was.h5"))) and os.path.exists(OUT + ".new"))
r = extend(*MORE_RAYS, ranks=3)
fact("and is continued by the same command to the same bytes as one that was not killed", r.returncode == 0 and not differences(contents(OUT), one) and not os.path.exists(OUT + ".new"), "%s %s" % (r.stderr, differences(contents(OUT), one)))
fresh("--set", "rays=[-0.5, 0.25]")
r = extend("--set", "rays=[-0.5, 0, 0.25, 0.5]")
fact("a list of rays may grow", r.returncode == 0 and "4 rays in" in r.stderr, r.stderr)
r = extend("--set", "rays=[-0.5, 0, 0.3, 0.5]")
fact("but not lose any", r.returncode == 2 and "has a ray that the input does not have: x/t = 0.25" in r.stderr, r.stderr)

# ---- both, stopped on the way, from a file that is not finished ----

fresh()
with h5py.File(OUT, "r+") as f:
    f["status"][1, 4:8] = 0
    f["profiles/q1"][1, 4:8] = np.nan
p = start("run", INPUT, "--output", OUT, "--extend", *MORE_POINTS, *MORE_RAYS, ranks=2, chunks=4)
p.send_signal(signal.SIGUSR1)
stopped = finish(p)
told, larger = run("info", OUT), run("info", OUT + ".new")
fact("info of the file says that an extension was begun and where to look, info there how far it is",
     f"extension    begun: {OUT}.new takes the place" in told.stdout and larger.returncode == 0 and "extension " not in larger.stdout, told.stdout + larger.stdout)
fact("an extension is stopped like any run", stopped == 75 and "continue with the same command" in p.seen and os.path.exists(OUT + ".new"), p.seen)
r = run("run", INPUT, "--output", OUT, "--resume", *MORE_POINTS, *MORE_RAYS)
fact("--resume is told that the file is a smaller one", r.returncode == 2 and "has other parameters" in r.stderr and
     "--resume: the points and rays of the file are among those of the input: --extend computes the others\n" in r.stderr, r.stderr)
r = run("run", INPUT, "--output", OUT, "--extend", *MORE_POINTS)
fact("an extension that was begun is not lost to one of another input", r.returncode == 2 and "--extend: the extension that was begun: %s.new has other parameters: rays is" % OUT in r.stderr and
     "--extend: finish that extension with its own input, or remove its file\n" in r.stderr, r.stderr)
r = extend(*MORE_POINTS, *MORE_RAYS)
BOTH = whole("both.h5", *MORE_POINTS, *MORE_RAYS)
with h5py.File(OUT, "r") as f, h5py.File(BOTH, "r") as g:
    new = np.array([(i, j) for key, (i, j) in keys(g).items() if key[0] not in [k[0] for k in keys(h5py.File(path("was.h5"), "r"))]])
    equal = all(f["profiles"][n][()][new[:, 0], new[:, 1]].tobytes() == g["profiles"][n][()][new[:, 0], new[:, 1]].tobytes() for n in ("q1", "j1", "sz", "q1_error"))
    fact("points and rays at once, of an unfinished file: all is there", r.returncode == 0 and (f["status"][()] > 0).all(), r.stderr)
    fact("and nothing is said of an extension any more", "extension " not in run("info", OUT).stdout)
    fact("and rays of added points are those of a run of the larger input, bit for bit", equal)

# ---- rays that failed, rays that are chosen, other parameters ----

POOR = ["--set", "ray={points: 128, range: 8}", "--set", "chain.gamma_over_pi=2/5", "--output", path("poor.h5")]
r = run("run", INPUT, *POOR)
failed = int((h5py.File(path("poor.h5"), "r")["status"][()] < 0).sum())
r = run("run", INPUT, *POOR, "--extend", "--set", "rays.count=17")
fact("rays that failed are taken over as they are", failed > 0 and r.returncode == 3 and "16 rays in" in r.stderr, "%d %s" % (failed, r.stderr))
run("run", INPUT, *POOR[:-1], path("poor2.h5"))
r = run("run", INPUT, *POOR[:-1], path("poor2.h5"), "--extend", "--retry", "--set", "rays.count=17")
fact("and with --retry computed again, the others not", r.returncode == 3 and "%d rays in" % (16 + failed) in r.stderr, "%d %s" % (failed, r.stderr))
AUTO = ["--set", "rays={auto: 20}", "--set", "accuracy=1e-6", "--set", "output.state=false", "--output", path("auto.h5")]
NONE = ["--set", "rays=none", "--output", path("none.h5")]
for name, arguments in (("auto", AUTO), ("none", NONE)):
    run("run", INPUT, *arguments)
    r = run("run", INPUT, *arguments, "--extend", *MORE_POINTS)
    f = run("run", INPUT, *arguments[:-1], path(name + "-fresh.h5"), *MORE_POINTS)
    fact("points are added with rays: %s" % name, r.returncode == 0 and f.returncode == 0 and not differences(contents(path(name + ".h5")), contents(path(name + "-fresh.h5"))), r.stderr)
r = run("run", INPUT, *AUTO, *MORE_POINTS, "--extend", "--set", "rays={auto: 30}")
fact("rays that were chosen cannot be added to", r.returncode == 2 and "--extend: %s has other parameters: rays is {auto: 20} in the file, {auto: 30} in the input" % path("auto.h5") in r.stderr, r.stderr)
r = run("run", INPUT, *NONE[:-1], path("auto.h5"), *MORE_POINTS, "--extend", "--set", "accuracy=1e-6", "--set", "output.state=false")
fact("nor taken away", r.returncode == 2 and "--extend: " in r.stderr and "rays" in r.stderr, r.stderr)
before = open(OUT, "rb").read()
r = extend(*MORE_POINTS, "--set", "accuracy=1e-9")
fact("other parameters are refused with the first that differs, and nothing is changed", r.returncode == 2 and "has other parameters: accuracy is 1e-10 in the file, 1e-09 in the input" in r.stderr and
     open(OUT, "rb").read() == before and not os.path.exists(OUT + ".new"), r.stderr)
r = run("run", INPUT, "--output", INPUT, "--extend")
fact("what is no result file is not extended", r.returncode == 2 and "is not an HDF5 file" in r.stderr, r.stderr)
os.mkdir(path("shared"))
KEPT = path("shared/kept.h5")
shutil.copy(OUT, KEPT)
os.chmod(KEPT, 0o640)
MORE = [*MORE_POINTS, "--set", "rays.count=33"]
r = run("run", INPUT, "--output", KEPT, "--extend", *MORE)
fact("an extended file keeps its permissions", r.returncode == 0 and os.stat(KEPT).st_mode & 0o7777 == 0o640, "%o %s" % (os.stat(KEPT).st_mode, r.stderr))
os.chmod(KEPT, 0o444)
somebody = {}
if os.getuid() == 0:  # for whom nothing is protected
    for name, mode in (("", 0o755), ("shared", 0o777)):
        os.chmod(path(name), mode)
    somebody = {"user": 65534, "binary": shutil.copy(BIN, path("xxz-ghd"))}
before = open(KEPT, "rb").read()
r = run("run", INPUT, "--output", KEPT, "--extend", *MORE_POINTS, "--set", "rays.count=65", **somebody)
fact("a file that is write-protected is not replaced", r.returncode == 2 and "--extend: %s cannot be opened for writing: Permission denied\n" % KEPT in r.stderr and
     open(KEPT, "rb").read() == before and os.listdir(path("shared")) == ["kept.h5"], r.stderr)
r = run("run", INPUT, "--output", OUT, "--extend", "--part", "1/2")
fact("a part is not extended", r.returncode == 2 and "command line: --extend: not with --part" in r.stderr, r.stderr)
end()

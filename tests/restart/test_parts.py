#!/usr/bin/env python3
"""A sweep that is cut into parts: each is computed into a file of its own, and merge joins them to the bytes of a single run.
timeout: 400
"""
import os
import random
import shutil
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import TMP, contents, differences, end, fact, finish, path, run, start, write

# What a part is made of: rows of points, rows of rays, and what all files of the sweep share.
RAYS = write("rays.yaml", """
title: parts
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1], field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 17}
observables: [q1, j1, sz]
chunk: 3
""")
AUTO = write("auto.yaml", """
chain: {gamma_over_pi: [1/2, 2/3]}
left:  {state: thermal, beta: 0.5}
right: {state: thermal, beta: [1, 2, 3]}
rays:  {auto: 20}
observables: [q1, j1]
accuracy: 1e-6
output: {state: true, lambda: {from: -2, to: 2, count: 5}}
chunk: 7
""")
NONE = write("none.yaml", """
chain: {gamma_over_pi: 1/3}
left:  {state: thermal, beta: {from: 1, to: 2, count: 7}}
rays:  none
observables: [q1]
""")


def part_file(name, part, parts):
    return path("%s-%d-%d.h5" % (name, part, parts))


def compute_parts(name, source, parts, ranks=0):
    """Exit status of all parts; their files are there."""
    return [run("run", source, "--part", "%d/%d" % (p, parts), "--output", part_file(name, p, parts), ranks=ranks).returncode for p in range(1, parts + 1)]


def rows_of_part(file):
    """First and last row, row = point * rays + ray in the numbers of the sweep."""
    with h5py.File(file, "r") as f:
        n = f["status"].shape[1] if "status" in f else 1
        chunk = int(f["status"].attrs["chunk"]) if "status" in f else 1
        per_point = -(-n // chunk)
        return [int(c) // per_point * n + int(c) % per_point * chunk for c in (f.attrs["first_chunk"], f.attrs["end_chunk"])], int(f.attrs["first_point"]), n


def is_that_part_of(file, whole):
    """Whether the rows of the part are those of the whole file and all other rows undone, its points and bulk states those of the whole file."""
    (begin, end), first_point, n = rows_of_part(file)
    wrong = []
    with h5py.File(file, "r") as f, h5py.File(whole, "r") as w:
        def look(name, item):
            if not isinstance(item, h5py.Dataset) or name.startswith(("provenance", "seconds")):
                return
            mine, theirs = item[()], w[name][()]
            if mine.shape == theirs.shape and mine.tobytes() == theirs.tobytes():
                return
            rows = theirs[first_point:first_point + len(mine)]
            if mine.ndim >= 2 and mine.shape[1] == n and not name.startswith("rays/"):
                mine, rows = (a.reshape((-1,) + a.shape[2:]) for a in (mine, rows))
                inside = np.arange(len(mine)) + first_point * n
                inside = (inside >= begin) & (inside < end)
                empty = mine[~inside]
                if not (np.isnan(empty).all() if empty.dtype.kind == "f" else (empty == 0).all()):
                    wrong.append(name + " outside")
                mine, rows = mine[inside], rows[inside]
            if mine.tobytes() != rows.tobytes():
                wrong.append(name)
        f.visititems(look)
    return wrong


WHOLE = {}
for name, source in (("rays", RAYS), ("auto", AUTO), ("none", NONE)):
    WHOLE[name] = path(name + ".h5")
    r = run("run", source, "--output", WHOLE[name], ranks=2)
    fact("the whole sweep (rays: %s) is computed" % name, r.returncode == 0, r.stderr)

for name, source, parts, ranks in (("rays", RAYS, 5, 2), ("auto", AUTO, 4, 0), ("none", NONE, 3, 0)):
    codes = compute_parts(name, source, parts, ranks)
    fact("each of %d parts (rays: %s) ends with status 0" % (parts, name), codes == [0] * parts, codes)
    wrong = [is_that_part_of(part_file(name, p, parts), WHOLE[name]) for p in range(1, parts + 1)]
    fact("and has its rows of the whole sweep, bit for bit, with the bulk states of its points", not any(wrong), wrong)
    rows = [rows_of_part(part_file(name, p, parts))[0] for p in range(1, parts + 1)]
    fact("and the next one goes on where it ends", all(a[1] == b[0] for a, b in zip(rows, rows[1:])) and rows[0][0] == 0, rows)
with h5py.File(part_file("rays", 5, 5), "r") as f, h5py.File(WHOLE["rays"], "r") as w:
    fact("a part's file has the points that the part touches, and no more", f["status"].shape[0] == 1 and f["profiles/point"][0] == 3, f["status"].shape)
    fact("its points have the numbers of the sweep", f["points/point"][0] == 3 and w["points/point"][0] == 0)

# ---- merge ----


def everything(file):
    """{name: (bytes, attributes, scales)} of all that is the same in every run of a sweep."""
    found = {}

    def visit(name, item):
        attributes = {k: np.asarray(v).tobytes() for k, v in item.attrs.items() if k not in ("DIMENSION_LIST", "REFERENCE_LIST")}
        data = item[()].tobytes() if isinstance(item, h5py.Dataset) and not name.startswith(("provenance/attempts", "seconds")) else b""
        scales = [[scale.name for scale in axis.values()] for axis in item.dims] if isinstance(item, h5py.Dataset) else []
        found[name] = (data, attributes, scales)

    with h5py.File(file, "r") as f:
        f.visititems(visit)
        found["/"] = {k: v for k, v in f.attrs.items() if k != "created"}
    return found


def merge(name, parts, **more):
    return run("merge", path(name), *parts, **more)


PARTS = {name: [part_file(name, p, n) for p in range(1, n + 1)] for name, n in (("rays", 5), ("auto", 4), ("none", 3))}
for name, parts in PARTS.items():
    shuffled = random.Random(1).sample(parts, len(parts))
    r = merge("merged-%s.h5" % name, shuffled)
    same = r.returncode == 0 and everything(path("merged-%s.h5" % name)) == everything(WHOLE[name])
    fact("parts in any order (rays: %s) are joined to a file that differs from that of a single run in times and attempts only" % name, same, r.stderr)
with h5py.File(path("merged-rays.h5"), "r") as f:
    fact("the attempts of all parts are kept", f["provenance/attempts/count"][()] == 5 and list(f["provenance/attempts/ranks"][:6]) == [2] * 5 + [0], list(f["provenance/attempts/ranks"][:6]))
    times = np.concatenate([h5py.File(p, "r")["seconds"][()].ravel() for p in PARTS["rays"]])
    fact("and the times of the rays", (f["seconds"][()].ravel() == times[~np.isnan(times)]).all())
r = run("run", RAYS, "--output", path("merged-rays.h5"), "--resume", "--verbose")
fact("a merged file can be continued like any other, and nothing is left to do", r.returncode == 0 and "states" not in r.stderr, r.stderr)
run("run", RAYS, "--part", "1/2", "--output", part_file("rays", 1, 2))
r = merge("cuts.h5", [part_file("rays", 1, 2), PARTS["rays"][4], PARTS["rays"][3], PARTS["rays"][2]])
fact("parts of two cuts overlap, and both are named with the rows", r.returncode == 2 and "merge: %s (part 1/2) and %s (part 3/5) both hold point 1, ray 10 to point 1, ray 16\n" % (part_file("rays", 1, 2), PARTS["rays"][2]) in r.stderr.replace("point 1, ray 9 ", "point 1, ray 10 "), r.stderr)
for p in (4, 5, 6):
    run("run", RAYS, "--part", "%d/6" % p, "--output", part_file("rays", p, 6))
r = merge("cuts.h5", [part_file("rays", 1, 2)] + [part_file("rays", p, 6) for p in (4, 5, 6)])
fact("parts of two cuts that fit are joined", r.returncode == 0 and everything(path("cuts.h5")) == everything(WHOLE["rays"]), r.stderr)


def refused(r, *lines):
    """Exit 2, these lines and no others, nothing left behind."""
    return r.returncode == 2 and sorted(r.stderr.splitlines()) == sorted("merge: " + line for line in lines) and not [n for n in os.listdir(TMP) if n.startswith("no.h5")]


a, b, c, d, e = PARTS["rays"]
r = merge("no.h5", [a, c, e])
fact("gaps are named", refused(r, "no file holds point 0, ray 12 to point 1, ray 8: part 2/5", "no file holds point 2, ray 6 to point 3, ray 2: part 4/5"), r.stderr)
r = merge("no.h5", [c])
fact("a gap at either end too", refused(r, "no file holds point 0, ray 0 to point 1, ray 8: parts 1/5 to 2/5", "no file holds point 2, ray 6 to point 3, ray 16: parts 4/5 to 5/5"), r.stderr)
r = merge("no.h5", [a, b, c, b, d, e])
fact("a file given twice is named", refused(r, "%s is given twice" % b), r.stderr)
shutil.copy(b, path("copy.h5"))
r = merge("no.h5", [a, b, c, path("copy.h5"), d, e])
fact("two files with the same rows are named with the rows", r.returncode == 2 and "both hold point 0, ray 12 to point 1, ray 8" in r.stderr and "copy.h5 (part 2/5)" in r.stderr, r.stderr)
r = merge("no.h5", [a, b, c, d, e, WHOLE["rays"]])
fact("a whole file is no part", refused(r, "%s holds a whole sweep, not a part of one" % WHOLE["rays"]), r.stderr)
r = merge("no.h5", PARTS["rays"] + [path("away.h5"), RAYS])
fact("what is no result file is named", refused(r, "%s cannot be opened: No such file or directory" % path("away.h5"), "%s is not an HDF5 file" % RAYS), r.stderr)
run("run", RAYS, "--part", "3/5", "--output", path("other.h5"), "--set", "left.field=0.25", "--set", "title=other")
r = merge("no.h5", [a, b, path("other.h5"), d, e])
fact("a part of another sweep is refused with the first parameter that differs", refused(r, "%s has other parameters than %s: left/field is 0.25, not 0.3" % (path("other.h5"), a)), r.stderr)
with h5py.File(path("copy.h5"), "r+") as f:
    f["status"][0, 16] = 0
r = merge("no.h5", [a, path("copy.h5"), c, d, e])
fact("a part that is not finished is named with what is missing", refused(r, "%s (part 2/5) is not finished: 1 of 14 rays are not computed; continue it with --resume" % path("copy.h5")), r.stderr)
before = open(WHOLE["rays"], "rb").read()
r = run("merge", WHOLE["rays"], *PARTS["rays"])
fact("a file that exists is not written over", r.returncode == 2 and "exists: name a new file first, then the parts" in r.stderr and open(WHOLE["rays"], "rb").read() == before, r.stderr)
before = open(a, "rb").read()
r = run("merge", *PARTS["rays"])
fact("nor is the first part, when the new file is forgotten", r.returncode == 2 and "%s exists: name a new file first, then the parts" % a in r.stderr and open(a, "rb").read() == before, r.stderr)
r = run("merge", path("no.h5"))
fact("merge without parts says what is missing", r.returncode == 2 and "command line: IN.h5 is missing: xxz-ghd merge OUT.h5 IN.h5..." in r.stderr, r.stderr)
r = merge("away/no.h5", PARTS["rays"])
fact("a folder that is not there is said", refused(r, "%s cannot be written: its lock, %s.lock, cannot be made: No such file or directory" % ((path("away/no.h5"),) * 2)), r.stderr)
r = merge("two-ranks.h5", PARTS["rays"], ranks=2)
fact("merge under mpirun does its work once", r.returncode == 0 and everything(path("two-ranks.h5")) == everything(WHOLE["rays"]), r.stderr)
open(path("stale.h5.new"), "w").write("of a process that was killed")
r = merge("stale.h5", PARTS["rays"])
fact("what a killed process left is no hindrance", r.returncode == 0 and not os.path.exists(path("stale.h5.new")), r.stderr)

# ---- damaged parts ----

good = open(c, "rb").read()
generator = random.Random(7)
wrong = []
for trial in range(25):
    data = bytearray(good)
    if trial < 4:
        data = data[:generator.randrange(len(data))]
    for _ in range(generator.randrange(1, 5)):
        if data:
            data[generator.randrange(min(len(data), 60000))] = generator.randrange(256)
    open(path("damaged.h5"), "wb").write(data)
    r = merge("no.h5", [a, b, path("damaged.h5"), d, e], timeout=100)
    if r.returncode == 0:
        merged = everything(path("no.h5"))
        for name in ("status", "points/left_beta"):  # what is not raw data must have been good
            if merged[name][1:] != everything(WHOLE["rays"])[name][1:]:
                wrong.append((trial, name))
        os.unlink(path("no.h5"))
    elif r.returncode not in (2, 3) or "PETSC ERROR" in r.stderr or "merge: " not in r.stderr:
        wrong.append((trial, r.returncode, r.stderr))
    if os.path.exists(path("no.h5")):
        os.unlink(path("no.h5"))
fact("a damaged part is refused, or merged if the damage is in its numbers; never a crash", not wrong and not [n for n in os.listdir(TMP) if n.startswith("no.h5.")], wrong)

# ---- parts with rays that failed ----

POOR = ["--set", "ray={points: 128, range: 8}", "--set", "chain.gamma_over_pi=2/5"]
codes = [run("run", RAYS, *POOR, "--part", "%d/2" % p, "--output", path("poor%d.h5" % p)).returncode for p in (1, 2)]
r = merge("poor.h5", [path("poor2.h5"), path("poor1.h5")])
fact("rays that did not converge are merged as they are, with status 3", 3 in codes and r.returncode == 3 and (h5py.File(path("poor.h5"), "r")["status"][()] < 0).any(), "%s %s" % (codes, r.stderr))
with h5py.File(path("poor.h5"), "r") as f:
    n_failed = sum((f[name][()] < 0).sum() for name in ("status", "bulk/left/status", "bulk/right/status"))
fact("and counted", " %d of its rays and stationary states did not converge" % n_failed in r.stderr, r.stderr)

# ---- one part: stopped, continued, looked at ----

OUT = part_file("again", 2, 3)
p = start("run", RAYS, "--part", "2/3", "--output", OUT, "--set", "rays.count=170", ranks=2, chunks=5)
p.send_signal(signal.SIGUSR1)
fact("a part is stopped like any run", finish(p) == 75, p.seen)
r = run("run", RAYS, "--part", "2/3", "--output", OUT, "--set", "rays.count=170", "--resume")
fresh = run("run", RAYS, "--part", "2/3", "--output", path("fresh.h5"), "--set", "rays.count=170")
fact("and continued to the same bytes", r.returncode == 0 and fresh.returncode == 0 and not differences(contents(OUT), contents(path("fresh.h5"))), r.stderr)
r = run("run", RAYS, "--part", "2/3", "--output", OUT, "--set", "rays.count=170", "--resume", "--verbose")
fact("a part that is whole is left as it is", r.returncode == 0 and "states" not in r.stderr, r.stderr)
r = run("info", part_file("rays", 2, 5))
fact("info says which part a file holds, and counts its rows only", r.returncode == 0 and "part         2 of 5: from point 0 of 4 on\n" in r.stdout and "rays         14 of 14 done" in r.stdout, r.stdout + r.stderr)

before = open(OUT, "rb").read()
for sentence, words, arguments in (
        ("another part", "holds part 2/3 of the sweep, not part 1/3", ["--part", "1/3"]),
        ("the whole sweep", "holds part 2/3 of the sweep: continue it with --part", [])):
    r = run("run", RAYS, "--output", OUT, "--set", "rays.count=170", "--resume", *arguments)
    fact("the file of one part is not continued as %s" % sentence, r.returncode == 2 and words in r.stderr and open(OUT, "rb").read() == before, r.stderr)
r = run("run", RAYS, "--part", "1/2", "--output", WHOLE["rays"], "--resume")
fact("the file of a whole sweep is not continued as a part", r.returncode == 2 and "holds the whole sweep, not part 1/2" in r.stderr, r.stderr)

# ---- what failed is computed again: in its part, or after the join ----

def same_numbers(name):
    return not differences(contents(path(name)), contents(WHOLE["rays"]))


RETRIED = [path("retried-%d.h5" % i) for i in range(1, 6)]
for part, copy in zip(PARTS["rays"], RETRIED):
    shutil.copy(part, copy)
with h5py.File(RETRIED[1], "r+") as f:  # its first ray, and the stationary state of its last point
    row = tuple(np.argwhere(f["status"][:] > 0)[0])
    f["status"][row], f["profiles/q1"][row], f["bulk/left/status"][-1] = -2, np.nan, -3
r = run("merge", path("failed.h5"), *RETRIED)
fact("parts with rays and states that failed are joined, with exit status 3", r.returncode == 3, r.stderr)
r = run("run", RAYS, "--output", path("failed.h5"), "--resume", "--retry", "--verbose")
fact("--retry after the join computes the chunks of what failed, and no others", r.returncode == 0 and r.stderr.count(": states ") == 2 and same_numbers("failed.h5"), r.stderr)
r = run("run", RAYS, "--part", "2/5", "--output", RETRIED[1], "--resume")
fact("a part whose rays failed is finished, with exit status 3", r.returncode == 3 and "rays in" not in r.stderr, r.stderr)
r = run("run", RAYS, "--part", "2/5", "--output", RETRIED[1], "--resume", "--retry", "--verbose", ranks=2)
fact("--retry of a part likewise", r.returncode == 0 and r.stderr.count(": states ") == 2, r.stderr)
r = run("merge", path("retried.h5"), *RETRIED)
fact("and the join has the bytes of a single run then", r.returncode == 0 and same_numbers("retried.h5"), r.stderr)
r = run("run", RAYS, "--output", RETRIED[1], "--extend")
fact("a part is not extended, and says what it is", r.returncode == 2 and "--extend: %s holds part 2/5 of the sweep: continue it with --part 2/5, or join the parts first (xxz-ghd merge)" % RETRIED[1] in r.stderr, r.stderr)
r = run("run", RAYS, "--part", "2/5", "--output", RETRIED[1], "--extend")
fact("nor with --part", r.returncode == 2 and "command line: --extend: not with --part: join the parts first, and extend the whole sweep" in r.stderr, r.stderr)

# ---- the command line ----

r = run("run", RAYS, "--part", "1/25", "--output", path("no.h5"))
fact("more parts than chunks are refused", r.returncode == 2 and "command line: --part: the sweep has 24 chunks, and cannot be cut into 25 parts" in r.stderr and not os.path.exists(path("no.h5")), r.stderr)
for bad in ("0/3", "4/3", "1", "1/3x", "-1/3", "1/ 3"):
    r = run("run", RAYS, "--part", bad, "--output", path("no.h5"))
    fact("--part %s is refused" % bad, r.returncode == 2 and 'command line: --part: "%s" is not a part; allowed: I/N with 1 <= I <= N' % bad in r.stderr, r.stderr)
r = run("check", RAYS, "--part", "2/5")
fact("check says what a part is", r.returncode == 0 and "points       4 = " in r.stdout and "part         2 of 5: points 0 to 1 (from 0), 5 chunks\n" in r.stdout, r.stdout + r.stderr)
r = run("run", RAYS, "--part", "24/24")
fact("without --output a part has a name of its own", r.returncode == 0 and os.path.exists(path("results/rays-part-24-of-24.h5")), r.stderr)
end()

#!/usr/bin/env python3
"""A sweep that is cut into parts: each is computed into a file of its own.
timeout: 280
"""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import contents, differences, end, fact, finish, path, run, start, write

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

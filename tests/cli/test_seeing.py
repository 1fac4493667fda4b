#!/usr/bin/env python3
"""What a run says about itself: little by default, who spent what where with --verbose, PETSc's log by phases.
timeout: 120
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from program import end, fact, finish, path, run, start, write

INPUT = write("in.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1]}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 41}
""")
RANKS = 3

r = run("run", INPUT, "--output", path("normal.h5"), ranks=RANKS)
lines = re.sub(r"(?m)^\[[\d.]+\] ", "", r.stderr).splitlines()
fact("by default a short run says what it does, how fast it was, how busy the ranks were and that it is complete", r.returncode == 0 and len(lines) == 4 and
     lines[0].endswith("4 points x 41 rays, 12 of 12 chunks left for 3 ranks") and re.match(r"164 rays in [\d.e+]+ s \([\d.e+]+ rays/s\), worst", lines[1]) and
     re.match(r"3 ranks busy [\d.]+ % of the time, rank [0-2] least: [\d.]+ %$", lines[2]) and lines[3].endswith("is complete"), r.stderr)
mean, least = (float(x) for x in re.search(r"busy ([\d.]+) % .*least: ([\d.]+) %", r.stderr).groups())
fact("the least busy rank is no busier than the mean, and both are fractions", 0 <= least <= mean <= 100, r.stderr)

r = run("run", INPUT, "--output", path("verbose.h5"), "--verbose", ranks=RANKS)
fact("--verbose: every rank says where it is", all(re.search(r"rank %d: process \d+ on \S+\n" % i, r.stderr) for i in range(RANKS)), r.stderr)
chunks = re.findall(r"rank \d: point (\d), rays (\d+)-(\d+): states [\d.e-]+ s, rays [\d.e-]+ s\n", r.stderr)
fact("every chunk is named once with its times", sorted(chunks) == sorted((str(p), str(f), str(min(f + 15, 40))) for p in range(4) for f in (0, 16, 32)), r.stderr)
times = re.findall(r"rank (\d): ([\d.e-]+) s: state ([\d.e-]+) s, ray ([\d.e-]+) s, observe ([\d.e-]+) s, io ([\d.e-]+) s, serve ([\d.e-]+) s, wait ([\d.e-]+) s\n", r.stderr)
fact("every rank says at the end what it did with its time, and it adds up", sorted(t[0] for t in times) == ["0", "1", "2"] and
     all(0.7 * float(t[1]) - 0.05 <= sum(map(float, t[2:])) <= 1.01 * float(t[1]) for t in times), r.stderr)

r = run("run", INPUT, "--output", path("log.h5"), "-log_view", ranks=RANKS)
stages = re.findall(r"(?m)^ *\d+: +(\w+): [\d.e+-]+ ", r.stdout)
fact("-log_view shows the phases of a run", all(s in stages for s in ("state", "ray", "observe", "io", "wait")), r.stdout + r.stderr)
fact("and the dressing within them", len(re.findall(r"(?m)^dress +[1-9]", r.stdout)) >= 2, r.stdout)

# ---- while it runs ----

p = start("run", INPUT, "--output", path("long.h5"), "--set", "rays={from: -1.2, to: 1.2, count: 4001}", ranks=2, chunks=20)
r = run("info", path("long.h5"))
fact("info works on a file that is being written, and says how far it is", r.returncode == 0 and "running or killed" in r.stdout and
     re.search(r"rays +[1-9]\d* of 16004", r.stdout), r.stdout + r.stderr)
p.terminate()
finish(p)
end()

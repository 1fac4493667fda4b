#!/usr/bin/env python3
"""SLURM's own warning of a time limit, as often as it takes to finish a sweep that is longer than the limit.
timeout: 900
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from program import TMP, contents, differences, end, fact, path, run, write
from slurm import Cluster, job, over_at_once, until, why_not

JOBS = os.path.join(os.getcwd(), "jobs")
if why_not():
    print("ok - SLURM's warning of a time limit stops and continues a job # SKIP " + why_not())
    end()

# A minute or two for two ranks; the least time limit is one minute, and a warning may come up to a minute early.
INPUT = write("sweep.yaml", """
title: longer than its time limit
chain: {gamma_over_pi: [1/3, 2/5, 3/8]}
left:  {state: thermal, beta: {from: 0.5, to: 1.5, count: 70}}
right: {state: thermal, beta: 2, field: 0.4}
rays:  {from: -1.3, to: 1.3, count: 401}
observables: [q1, j1, sz, js]
""")
os.chdir(TMP)
cluster = Cluster(path("cluster"), cpus=2)
number = cluster.submit("--ntasks-per-node=2", "--time=1", "--signal=B:USR1@20", JOBS + "/run.sbatch", INPUT, path("out"), GHD_BIN=os.environ["GHD_BIN"])
done = until(lambda: over_at_once(number), 700)
state = job(number)
log = open(path("xxz-ghd-%s.out" % number)).read()
fact("a sweep longer than its time limit is warned by SLURM, requeued, and finished", done and state["ExitCode"] == "0:0" and int(state["Restarts"]) >= 1, log)
fact("the time limit itself kills it never", "DUE TO TIME LIMIT" not in log, log)
r = run("run", INPUT, "--output", path("whole.h5"), ranks=2, timeout=600)
fact("the result has the bytes of a run without interruption", r.returncode == 0 and differences(contents(path("out/result.h5")), contents(path("whole.h5"))) == [], r.stderr)
end()

#!/usr/bin/env python3
"""The job scripts in a real SLURM, which this test starts and stops itself.
timeout: 400
"""
import glob
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from program import TMP, contents, differences, end, fact, path, run, status, write
from slurm import Cluster, ask, job, over, over_at_once, states, until, why_not

JOBS = os.path.join(os.getcwd(), "jobs")
if why_not():
    print("ok - a real SLURM runs the job scripts # SKIP " + why_not())
    end()

# What is printed where a fact does not hold: what the jobs and the daemons wrote.
def notes():
    text = ""
    for name in sorted(glob.glob(path("*.out")) + glob.glob(path("cluster/*.log"))):
        with open(name, errors="replace") as f:
            text += "".join("%s: %s" % (os.path.basename(name), line) for line in f.readlines()[-25:])
    return text


# Seconds of work for two ranks: long enough to be warned in the midst of it.
INPUT = write("sweep.yaml", """
title: a sweep in SLURM
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: {from: 0.5, to: 1.5, count: 8}}
right: {state: thermal, beta: 2, field: 0.4}
rays:  {from: -1.3, to: 1.3, count: 201}
""")
WHOLE = path("whole.h5")
r = run("run", INPUT, "--output", WHOLE, ranks=2)
REFERENCE = contents(WHOLE) if r.returncode == 0 else {}
REFERENCE_SIZE = status(WHOLE).size
fact("without SLURM the sweep runs to its end", r.returncode == 0, r.stderr)

os.chdir(TMP)
cluster = Cluster(path("cluster"), cpus=3)
HERE = {"GHD_BIN": os.environ["GHD_BIN"]}
# Tests run as root, and mpirun refuses that; srun does not ask.
TWO = ("--ntasks-per-node=2", "--time=2", "--signal=B:USR1@1")  # a limit out of reach, and no warning but ours
ONE = ("--ntasks-per-node=1", "--time=2", "--signal=B:USR1@1")


def begun(file):
    """Whether some rays of the file are done."""
    return os.path.exists(file) and (status(file) != 0).any()


def equal(file):
    return os.path.exists(file) and differences(contents(file), REFERENCE) == []


# ---- one job: warned of its time limit, stopped, requeued, finished ----

number = cluster.submit(*TWO, JOBS + "/run.sbatch", INPUT, path("one"), **HERE)
running = until(lambda: begun(path("one/result.h5")), 60)
# No limit is shorter than a minute: the warning is sent by hand, to where --signal=B: sends it (long_slurm.py waits for SLURM's own).
ask("scancel", "--signal=USR1", "--batch", number)
requeued = until(lambda: job(number).get("Restarts") == "1", 60)
fact("a job that is warned of its time limit stops and goes back into the queue", running and requeued, notes())
left = (status(path("one/result.h5")) == 0).sum()
fact("what it leaves behind is a readable file that is not whole", 0 < left < REFERENCE_SIZE, left)
done = until(lambda: over_at_once(number), 120)
fact("the requeued job continues it to its end", done and job(number)["ExitCode"] == "0:0", "%s\n%s" % (job(number), notes()))
fact("and gives the bytes of a run without SLURM", equal(path("one/result.h5")), notes())
fact("the environment of both attempts stands beside the result, for its owner alone",
     [os.stat(name).st_mode & 0o077 for name in glob.glob(path("one/environment.*.txt"))] == [0, 0], os.listdir(path("one")))

# ---- an array of parts, merged ----

number = cluster.submit("--array=1-3", *ONE, JOBS + "/array.sbatch", INPUT, path("parts"), **HERE)
merge = cluster.submit("--dependency=afterany:" + number, "--ntasks=1", "--time=2", "--wrap", "%s merge %s %s" % (HERE["GHD_BIN"], path("parts/result.h5"), path("parts/part-*.h5")))
done = until(lambda: over(number) and over(merge), 150)
fact("an array computes the parts of a sweep", done and states(number) == ["COMPLETED"] * 3, notes())
fact("a job that waits for it merges them", job(merge).get("ExitCode") == "0:0", "%s\n%s" % (job(merge), notes()))
fact("the merged file has the bytes of a single run", equal(path("parts/result.h5")), notes())
number = cluster.submit("--array=1-2", *ONE, JOBS + "/array.sbatch", INPUT, path("parts"), **HERE)
until(lambda: over(number), 60)
fact("an array that cuts the sweep otherwise is refused in the same folder", "holds part-" in notes() and states(number) == ["FAILED"] * 2, notes())
end()

#!/usr/bin/env python3
"""Ranks that can only send messages over a network: TCP instead of shared memory, and hosts of their own (network namespaces, tests/support/hosts.sh).
timeout: 250
"""
import os
import re
import signal
import subprocess
import sys

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support")
sys.path.insert(0, SUPPORT)
from program import BIN, TMP, contents, differences, end, fact, finish, half_done, path, run, skip, start, write

INPUT = write("in.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1], field: 0.3}
right: {state: thermal, beta: 2}
rays:  {from: -1.2, to: 1.2, count: 81}
chunk: 3
""")
LONG = ["--set", "rays={from: -1.2, to: 1.2, count: 4001}"]
r = run("run", INPUT, "--output", path("whole.h5"))
fact("one rank, for comparison", r.returncode == 0, r.stderr)
WHOLE = contents(path("whole.h5"))

# ---- TCP on this host ----

TCP = dict(os.environ, OMPI_MCA_btl="self,tcp", OMPI_MCA_btl_tcp_if_include="lo")
r = run("run", INPUT, "--output", path("tcp.h5"), ranks=3, env=TCP)
fact("three ranks over TCP give the bytes of one", r.returncode == 0 and not differences(contents(path("tcp.h5")), WHOLE), r.stderr)
p = start("run", INPUT, "--output", path("stop.h5"), *LONG, ranks=3, chunks=20, env=TCP)
p.send_signal(signal.SIGUSR1)
fact("SIGUSR1 ends a run over TCP with status 75", finish(p) == 75, p.seen)

# ---- several hosts ----


def on_hosts(script, n=2):
    """Runs lines of bash in a network of n hosts; $GHD_LAUNCH starts a program on them."""
    return subprocess.run([os.path.join(SUPPORT, "hosts.sh"), str(n), "bash", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          text=True, timeout=150, cwd=TMP, env=dict(os.environ, BIN=BIN, IN=INPUT))


if on_hosts("true").returncode == 77:
    skip("ranks run on several hosts", "no network namespaces here")
    end()
r = on_hosts("$GHD_LAUNCH --map-by node -n 4 $BIN run $IN --output hosts.h5 --verbose")
places = re.findall(r"rank (\d): process \d+ on (node\d)\n", r.stderr)
fact("four ranks run on two hosts", r.returncode == 0 and sorted(h for _, h in places) == ["node1", "node1", "node2", "node2"], r.stderr)
fact("and give the bytes of one", not differences(contents(path("hosts.h5")), WHOLE), r.stderr)

WAIT = "while ! grep -q 'rays.*states' log; do sleep 0.05; done; sleep 0.5; "
r = on_hosts("$GHD_LAUNCH --map-by node -n 4 $BIN run $IN --output halt.h5 --verbose %s 2>log & pid=$!; %s kill -USR1 $pid; wait $pid" % (" ".join("'%s'" % w for w in LONG), WAIT))
fact("SIGUSR1 stops the ranks of all hosts, status 75", r.returncode == 75, r.stderr + open(path("log")).read()[-2000:])

os.unlink(path("log"))
r = on_hosts("$GHD_LAUNCH --map-by node -n 4 $BIN run $IN --output dead.h5 --verbose 2>log & pid=$!; "
             "while ! grep -q 'states' log; do sleep 0.01; done; kill -9 $(sed -n 's/.*rank 1: process \\([0-9]*\\) on.*/\\1/p' log); wait $pid")
same, n_done = half_done(path("dead.h5"), path("whole.h5"))
fact("when a rank on another host is killed the job ends, and what was marked done is there and right", r.returncode not in (0, 2, 3, 75) and same, "%d, %d rays done\n%s" % (r.returncode, n_done, open(path("log")).read()[-2000:]))
r = on_hosts("$GHD_LAUNCH --map-by node -n 3 $BIN run $IN --output dead.h5 --resume", n=3)
fact("three ranks on three hosts continue it to the same bytes", r.returncode == 0 and not differences(contents(path("dead.h5")), WHOLE), r.stderr)
end()

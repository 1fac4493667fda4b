#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
HELP = """How a sweep would run on up to 16384 ranks: measured times of chunks are replayed through the schedule that the program uses.

  scripts/scaling_replay.py [MEASURED.h5] [--log LOG] [--input INPUT.yaml | --points N ...] [--ranks N ...]

MEASURED.h5   a finished run; its /seconds give the times of chunks at every gamma/pi. Without it: times recorded with the program (tests/reference/chunk_times.txt).
--log LOG     what `xxz-ghd run --verbose` printed during that run: gives the times of states. Without it they are taken as ten rays.
--input       the sweep to replay: its values of gamma/pi must be among the measured ones. Without it: the measured ones times temperatures of both sides, --points in all.
The table says how long each would take, which fraction of the time the ranks would work, and how much rank 0 would have to answer.
"""
import argparse
import csv
import io
import os
import re
import subprocess
import sys
import tempfile

import h5py
import numpy as np

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
TOOL = os.path.join(TOP, "build", "release", "tests", "bench", "scaling")
RECORDED = os.path.join(TOP, "tests", "reference", "chunk_times.txt")
RAYS = 144
STATE_IN_RAYS = 10


def logged(path):
    """{point: seconds of its states} of a log."""
    states = {}
    try:
        with open(path, errors="replace") as f:
            text = f.read()
    except OSError as problem:
        sys.exit("%s: %s" % (path, problem.strerror))
    for point, seconds in re.findall(r"point (\d+), rays \d+-\d+: states ([\d.e+-]+) s", text):
        states[int(point)] = states.get(int(point), 0.0) + float(seconds)
    if not states:
        sys.exit("%s: no line of `xxz-ghd run --verbose` about the states of a point" % path)
    return states


def measured(path, log):
    """{(P, Q): (seconds of states, [seconds of chunks])} of a result file."""
    states = logged(log) if log else {}
    found = {}
    with h5py.File(path) as f:
        chunk = int(f["status"].attrs["chunk"])
        P, Q, seconds, status = f["points/gamma_over_pi_num"][:], f["points/gamma_over_pi_den"][:], f["seconds"][:], f["status"][:]
    for n in np.flatnonzero((status != 0).all(axis=1)):
        times = [float(seconds[n, i:i + chunk].sum()) for i in range(0, seconds.shape[1], chunk)]
        state = states.get(n, STATE_IN_RAYS * float(seconds[n].mean()))
        before = found.setdefault((int(P[n]), int(Q[n])), ([], []))
        before[0].append(state)
        before[1].extend(times)
    if not found:
        sys.exit("%s: no point is finished" % path)
    return {chain: (sum(s) / len(s), t) for chain, (s, t) in found.items()}


def recorded():
    found = {}
    with open(RECORDED) as f:
        for line in f:
            if line.strip() and line[0] != "#":
                words = line.split()
                found[tuple(int(w) for w in words[0].split("/"))] = (float(words[1]), [float(w) for w in words[3:]])
    return found


def sweep(chains, n_points):
    """An input with the chains and as many temperatures as make about n_points."""
    each = max(1, round(n_points / len(chains)))
    right = max(1, round(each ** 0.5))
    left = max(1, round(each / right))
    beta = lambda n, first: "{from: %g, to: %g, count: %d}" % (first, first + 5, n) if n > 1 else "%g" % first
    return ("chain: {gamma_over_pi: [%s]}\nleft: {state: thermal, beta: %s}\nright: {state: thermal, beta: %s}\nrays: {from: -1.2, to: 1.2, count: %d}\n"
            % (", ".join("%d/%d" % c for c in chains), beta(left, 0.1), beta(right, 0.15), RAYS))


def replay(input_file, times_file, ranks):
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OPENBLAS_NUM_THREADS="1")
    out = subprocess.run([TOOL, input_file, times_file] + [str(n) for n in ranks], stdout=subprocess.PIPE, text=True, env=environment, check=False)
    if out.returncode != 0:
        sys.exit(out.returncode)
    return list(csv.DictReader(io.StringIO(out.stdout)))


def up_to(most):
    def number(text):
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError("%r is none of the whole numbers 1 .. %d" % (text, most))
        return int(text)
    return number


def duration(seconds):
    return "%.3g s" % seconds if seconds < 600 else "%.1f h" % (seconds / 3600) if seconds < 172800 else "%.1f d" % (seconds / 86400)


def size(n_bytes):
    return "%.2f GB" % (n_bytes / 1e9)


def main():
    parser = argparse.ArgumentParser(description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measured", nargs="?")
    parser.add_argument("--log")
    sweeps = parser.add_mutually_exclusive_group()
    sweeps.add_argument("--input")
    sweeps.add_argument("--points", type=up_to(10 ** 7), nargs="+", default=[10000, 100000, 1000000])
    parser.add_argument("--ranks", type=up_to(10 ** 5), nargs="+", default=[2, 16, 128, 1024, 4096, 16384])
    arguments = parser.parse_args()
    if arguments.log and not arguments.measured:
        parser.error("--log is that of a run: name its MEASURED.h5, too")
    if not os.path.exists(TOOL):
        subprocess.run(["make", "-s", "-C", TOP, "build/release/tests/bench/scaling"], check=True)
    try:
        chains = measured(arguments.measured, arguments.log) if arguments.measured else recorded()
    except (OSError, KeyError) as problem:
        reason = os.strerror(problem.errno) if getattr(problem, "errno", None) else problem
        sys.exit("%s: no finished run with rays can be read there: %s" % (arguments.measured, reason))
    with tempfile.TemporaryDirectory() as folder:
        times, generated = os.path.join(folder, "times.txt"), os.path.join(folder, "sweep.yaml")
        with open(times, "w") as f:
            for (P, Q), (state, chunks) in chains.items():
                f.write("%d/%d %.6g %.6g %s\n" % (P, Q, state, 0.5 * state, " ".join("%.6g" % t for t in chunks[:1000])))
        for n_points in arguments.points if arguments.input is None else [None]:
            if n_points:
                with open(generated, "w") as f:
                    f.write(sweep(chains, n_points))
            rows = replay(generated if arguments.input is None else arguments.input, times, arguments.ranks)
            print("%s points x %s rays in %s chunks, %s of one core, result file %s"
                  % (rows[0]["points"], rows[0]["rays"], rows[0]["chunks"], duration(float(rows[0]["core_seconds"])), size(float(rows[0]["file_bytes"]))))
            print("  %7s %10s %11s %8s %10s %10s %12s %13s" % ("ranks", "time", "efficiency", "states", "answers/s", "writes/s", "rank 0 busy", "longest wait"))
            for r in rows:
                print("  %7s %10s %11.3f %7.1f%% %10.0f %10.0f %11.2g%% %10.2g ms" % (
                    r["ranks"], duration(float(r["seconds"])), float(r["efficiency"]), 100 * float(r["state_fraction"]), float(r["shares_per_second"]),
                    float(r["chunks_per_second"]), 100 * float(r["rank_0_busy"]), 1e3 * float(r["longest_wait"])))


if __name__ == "__main__":
    main()

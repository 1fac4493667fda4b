#!/usr/bin/env python3
"""The memory that `check` announces against the largest that `run` then takes.
timeout: 400
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import program
from program import end, fact, path, write

HOT, WARM = "{state: thermal, beta: 1}", "{state: thermal, beta: 2, field: 0.4}"
COLD = "{state: thermal, beta: 200, field: %s}"
TILTED = "{state: tilted_ferromagnet, angle: %s}"


def announced_and_taken(gamma, left, right):
    """MiB of `check`, and the largest resident memory of a process that runs the input, from the report of its parent about its only child."""
    text = f"chain: {{gamma_over_pi: {gamma}}}\nleft: {left}\nright: {right}\nrays: [-0.2, 0.1]\n"
    file = write("memory.yaml", text)
    announced = float(re.search(r"memory +about (\d+) MiB", program.run("check", file).stdout).group(1))
    child = f"""
import resource, subprocess, sys
code = subprocess.run([{os.environ["GHD_BIN"]!r}, "run", {file!r}, "--output", {path("memory.h5")!r}], capture_output=True).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
    code, taken = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout.split()
    os.remove(path("memory.h5"))
    return announced, float(taken), int(code)


def compare(sentence, most, *cases):
    for case in cases:
        announced, taken, code = announced_and_taken(*case)
        fact(f"{sentence}: {' '.join(case)}", code in (0, 3) and 0.97 * taken <= announced <= most * taken, f"{announced:.0f} MiB announced, {taken:.1f} MiB taken, exit {code}")


compare("memory of thermal and polarised states is announced to a factor of 1.5", 1.5,
        ("1/3", HOT, "{state: thermal, beta: 2}"), ("1/12", HOT, WARM), ("5/12", HOT, WARM), ("1/10", COLD % 0.3, HOT), ("1/10", COLD % 1.2, HOT),
        ("5/12", COLD % 0.3, COLD % 0.5), ("3/20", "{state: polarised, direction: up}", "{state: polarised, direction: down}"))
compare("memory after quenches is announced to a factor of 1.5", 1.5,
        ("3/8", TILTED % 0.7, HOT), ("5/12", TILTED % 0.3, TILTED % 0.9), ("1/7", "{state: neel}", "{state: bell}"), ("2/5", "{state: product, vector: [0.3, 0.4, -0.2, [0.1, 0.7]]}", WARM),
        ("1/3", "{state: tilted_neel, angle: 1e-5}", HOT))

# A plan holds axes, not points.
MILLION = "chain: {gamma_over_pi: [1/3, 3/7]}\nleft: {state: thermal, beta: {from: 0.1, to: 2, count: 1000}}\nright: {state: thermal, beta: {from: 0.1, to: 2, count: 500}}\nrays: {from: -1, to: 1, count: 16}\n"


def check_with(text, limit=None, **environment):
    """Exit status, output and MiB of `check`, whose address space may be limited to so many MiB."""
    file = write("limited.yaml", text)
    child = f"""
import resource, subprocess
limit = {limit}
done = subprocess.run([{os.environ["GHD_BIN"]!r}, "check", {file!r}], capture_output=True, text=True, timeout=60,
                      preexec_fn=lambda: limit and resource.setrlimit(resource.RLIMIT_AS, (limit << 20, limit << 20)))
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.stdout + done.stderr)
"""
    r = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, env={**os.environ, **environment})
    code, taken, text = (r.stdout or "-1 0 " + r.stderr).split(" ", 2)
    return int(code), float(taken), text


code, taken, text = check_with(MILLION)
rank_0, others = map(float, re.search(r"memory +about (\d+) MiB on rank 0, (\d+) MiB on every other rank", text).groups()) if code == 0 else (0, 0)
few = check_with(MILLION.replace("count: 1000", "count: 2").replace("count: 500", "count: 2"))
fact("a million points are planned in the memory of eight", code == 0 and few[0] == 0 and taken < few[1] + 8, f"{taken} MiB against {few[1]} MiB: {text} {few[2]}")
fact("rank 0 is announced with its tables of a million points", others + 100 < rank_0 < others + 250, text)

LARGE = f"chain: {{gamma_over_pi: 1/60}}\nleft: {HOT}\nright: {WARM}\nrays: [0]\n"
code, _, text = check_with(LARGE, limit=700)
fact("what does not fit into ulimit -v is refused beforehand, by that name", code == 2 and re.search(r"limited.yaml:1:24: chain.gamma_over_pi: 1/60 needs about \d+ MiB on every rank, \d+ MiB are at hand \(.*ulimit -v\)", text), f"{code} {text}")
code, _, text = check_with(LARGE, SLURM_MEM_PER_NODE="900")
fact("and what does not fit into the memory that SLURM gives", code == 2 and "900 MiB are at hand (given by SLURM: --mem)" in text, f"{code} {text}")
SMALL = f"chain: {{gamma_over_pi: 1/3}}\nleft: {HOT}\nright: {WARM}\nrays: [0]\n"
for limit in 380, 420, 460, 500:
    file = write("small.yaml", SMALL)
    r = subprocess.run(["bash", "-c", f"ulimit -v {limit << 10}; exec timeout -k 1 60 {os.environ['GHD_BIN']} run {file} --output {path('small.h5')}"], capture_output=True, text=True)
    fact(f"under ulimit -v {limit} MiB a run is refused or ends well, and does not hang", r.returncode in (0, 2), f"{r.returncode} {r.stderr}")
    if os.path.exists(path("small.h5")):
        os.remove(path("small.h5"))
end()

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
end()

#!/usr/bin/env python3
"""The functions for MATLAB read a result file of this run as h5py does. They run under Octave, which needs a stand-in for h5read.
timeout: 200
"""
import os
import shutil
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path[:0] = [os.path.join(TOP, "tests", "support"), os.path.join(TOP, "scripts")]
import numpy as np
import xxzghd
from program import end, fact, path, run, skip, write

OCTAVE = shutil.which("octave-cli")
PATHS = "addpath('%s/scripts/matlab'); addpath('%s/tests/support/octave');\n" % (TOP, TOP)
READING = ("the same point, profile, weights and conservation integral as in Python", "the same profile in space and time", "they say which points and profiles there are")
EXAMPLE = ("the example prints the largest energy current", "the example draws the profiles of the file")

if OCTAVE is None:
    for sentence in READING + EXAMPLE:
        skip(sentence, "no octave-cli")
    end()


def octave(name, *lines):
    """Lines of a program for MATLAB; what it prints."""
    program = write(name, PATHS + "\n".join(lines))
    r = subprocess.run([OCTAVE, "-qf", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=100)
    return r.stdout, r.stdout + r.stderr


def close(printed, wanted):
    """Numbers on one line against those of Python."""
    numbers = np.array([float(word) for word in printed.split()])
    wanted = np.ravel(wanted)
    return len(numbers) == len(wanted) and np.allclose(numbers, wanted, rtol=1e-14, atol=1e-14, equal_nan=True)


# ---- the functions ----

INPUT = write("read.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1]}
right: {state: thermal, beta: 2, field: 0.3}
rays:  {auto: 40}
observables: [q1, j1]
""")
FILE = path("read.h5")
r = run("run", INPUT, "--output", FILE, "--quiet")
fact("the input of this test runs", r.returncode == 0, r.stderr)
point = xxzghd.open(FILE).point(gamma_over_pi="2/5", left_beta=1.0)
cone = point.light_cone()
positions = [-100.0, 10 * cone[0], 10 * point.zeta[3], 0.123, 3.0, 100.0]
printed, everything = octave("read.m",
    "r = ghd_read('%s');" % FILE,
    "n = ghd_point(r, 'gamma_over_pi', '2/5', 'left_beta', 1);",
    "[q, zeta, err, weight] = ghd_profile(r, 'q1', n);",
    "printf('%.17g ', n, q(3), zeta(7), err(5), sum(weight .* q), ghd_conservation(r, 'q1', 'j1', n)); disp('');",
    "printf('%%.17g ', ghd_at(r, 'q1', n, [%s], 10)); disp('');" % " ".join("%.17g" % x for x in positions),
    "try, ghd_point(r, 'left_beta', 1); catch problem, disp(problem.message); end",
    "try, ghd_profile(r, 'q77', 1); catch problem, disp(problem.message); end")  # fmt: skip
lines = printed.splitlines() + ["", ""]
fact(READING[0], close(lines[0], [point.number + 1, point["q1"][2], point.zeta[6], point.error("q1")[4], point.integrate("q1"), point.conservation("q1")]), everything)
fact(READING[1], close(lines[1], point.at("q1", positions, 10)), everything)
fact(READING[2], "2 points are left" in printed and "no profile q77; there are" in printed, everything)

# ---- the example, on the input that it names ----

if octave("toolkits.m", "printf('%d', numel(available_graphics_toolkits()));")[0] == "0":
    for sentence in EXAMPLE:
        skip(sentence, "Octave has no gnuplot to draw with")
    end()
FILE = path("two_temperatures.h5")
r = run("run", os.path.join(TOP, "input", "two_temperatures.yaml"), "--output", FILE, "--quiet")
fact("the input of the example runs", r.returncode == 0, r.stderr)
point = xxzghd.open(FILE).point(gamma_over_pi="1/3")
printed, everything = octave("example.m",
    "set(0, 'defaultfigurevisible', 'off');",
    "file = '%s'; ghd_example" % FILE,
    "for panel = [subplot(2, 1, 1), subplot(2, 1, 2)]",
    "  printf('%s; %s\\n', get(get(panel, 'ylabel'), 'string'), get(get(panel, 'xlabel'), 'string'));",
    "  printf('%.17g ', get(get(panel, 'children'), 'ydata')); disp('');",
    "end")  # fmt: skip
lines = printed.splitlines() + [""] * 5
fact(EXAMPLE[0], lines[0].startswith("largest energy current %.10f J^2 at x/t = " % np.max(point["j1"])), everything)
x = np.linspace(-30, 30, 601)
labels = lines[1] == "energy density [J]; " and lines[3] == "energy current [J^2]; x [lattice spacings]"
fact(EXAMPLE[1], labels and close(lines[2], point.at("q1", x, 20)) and close(lines[4], point.at("j1", x, 20)), everything)
end()

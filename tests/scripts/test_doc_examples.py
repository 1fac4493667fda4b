#!/usr/bin/env python3
"""The examples of docs/result_file.md and README.md run as they stand there, on a file of this run.
timeout: 200
"""
import os
import re
import shutil
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path[:0] = [os.path.join(TOP, "tests", "support"), os.path.join(TOP, "scripts")]
import h5py
from program import TMP, end, fact, path, run, skip, write

INPUT = write("example.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: 1}
right: {state: thermal, beta: 2}
rays:  {auto: 20}
observables: [q1, j1]
output: {state: true, lambda: {from: -3, to: 3, count: 61}}
""")
FILE = path("result.h5")
r = run("run", INPUT, "--output", FILE, "--quiet")
fact("the input of this test runs", r.returncode == 0, r.stderr)
os.mkdir(path("results"))
os.symlink(FILE, path("results/two_temperatures.h5"))
os.symlink(os.path.join(TOP, "scripts"), path("scripts"))


def blocks(document, language):
    with open(os.path.join(TOP, document)) as f:
        return re.findall("^```%s\n(.*?)^```" % language, f.read(), re.M | re.S)


def done(*command, **more):
    """What a command that must not fail prints."""
    r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, timeout=100, cwd=TMP, **more)
    return r.returncode == 0, r.stdout


# ---- Python ----

try:
    import xarray  # noqa: F401
except ImportError:
    skip("the examples for Python run", "no xarray")
else:
    with_module = dict(os.environ, PYTHONPATH=os.path.join(TOP, "scripts"))
    for document, count in (("docs/result_file.md", 3), ("README.md", 2)):
        found = blocks(document, "python")
        program = write("example.py", "import h5py, numpy as np\n" + "\n".join(found))
        good, text = done(sys.executable, program, env=with_module)
        fact("the %d examples for Python in %s run" % (count, document), good and len(found) == count, text)

# ---- MATLAB ----

OCTAVE = shutil.which("octave-cli")
write("h5readatt.m", "function text = h5readatt(file, path, name)\n  text = [path ' ' name];\nend\n")  # Octave cannot read attributes
drawing = OCTAVE and done(OCTAVE, "-qf", write("toolkits.m", "printf('%d', numel(available_graphics_toolkits()));"))[1].startswith("1")
if not drawing:
    skip("the examples for MATLAB run", "no octave-cli that draws")
else:
    found = blocks("docs/result_file.md", "matlab")
    first = "addpath('%s/scripts/matlab'); addpath('%s/tests/support/octave'); set(0, 'defaultfigurevisible', 'off');\n" % (TOP, TOP)
    text = done(OCTAVE, "-qf", write("example.m", first + "\n".join(found) + "\nprintf('to the end %.1e\\n', violation);\n"))[1]
    violation = re.search("to the end (.*)", text)
    fact("the 2 examples for MATLAB run", len(found) == 2 and violation is not None and abs(float(violation[1])) < 1e-6, text)

# ---- C ----

found = blocks("docs/result_file.md", "c")
include, body = found[0].split("\n", 1)
source = write("example.c", include + '\n#include <stdio.h>\n#include <stdlib.h>\nint main(void)\n{\n' + body + 'printf("%.17g\\n", j1[1 * shape[1] + 2]);\nreturn 0;\n}\n')
flags = subprocess.run("pkg-config --cflags --libs hdf5-openmpi || pkg-config --cflags --libs hdf5", shell=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
good, text = done("mpicc", source, "-o", path("example"), *flags.split())
value = done(path("example")) if good else (False, text)
with h5py.File(FILE, "r") as f:
    fact("the example for C compiles and reads the same number", value[0] and len(found) == 1 and float(value[1]) == f["profiles/j1"][1, 2], value[1])
end()

#!/usr/bin/env python3
"""Post-processing: the Python module, the figures, the paper's checks. One small run of the program serves all.
timeout: 300
"""
import os
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path[:0] = [os.path.join(TOP, "tests", "support"), os.path.join(TOP, "scripts")]
import h5py
import numpy as np
import xxzghd
from program import end, fact, path, run, skip, write

INPUT = write("post.yaml", """
chain: {gamma_over_pi: [1/3, 2/5]}
left:  {state: thermal, beta: [0.5, 1]}
right: {state: thermal, beta: 2, field: 0.3}
rays:  {auto: 60}
output: {state: true, lambda: {from: -3, to: 3, count: 61}}
""")
FILE = path("post.h5")
r = run("run", INPUT, "--output", FILE, "--quiet")
fact("the input of this test runs", r.returncode == 0, r.stderr)
raw = h5py.File(FILE, "r")
result = xxzghd.open(FILE)


def refused(words, function, *args, **values):
    try:
        function(*args, **values)
    except LookupError as problem:
        return all(word in problem.args[0] for word in words)
    return False


# ---- the module ----

point = result.point(gamma_over_pi="2/5", left_beta=1.0)
row = next(n for n in range(4) if raw["points/gamma_over_pi_den"][n] == 5 and raw["points/left_beta"][n] == 1.0)
fact("a point is found by its parameters", point.number == row and abs(point.parameters["delta"] - np.cos(0.4 * np.pi)) < 1e-15, point.parameters)
fact("a profile is that of the file", np.array_equal(point["j1"], raw["profiles/j1"][row]) and point.good.all())
fact("parameters that leave several points are refused, with a list of these", refused(["leaves 2 points", "left_beta=0.5", "left_beta=1"], result.point, gamma_over_pi="1/3"))
fact("a point that is not there is refused, with a list of those that are", refused(["no point has left_beta=3", "gamma_over_pi=2/5"], result.point, left_beta=3))
fact("a parameter that is not there is refused, with a list", refused(["no parameter beta", "left_beta"], result.point, beta=1))
fact("a profile that is not there is refused, with a list", refused(["no profile q77", "q1"], point.__getitem__, "q77"))

x, q1 = point.at_time("q1", 50)
fact("at time t the rays stand at x = zeta t", np.array_equal(x, 50 * raw["rays/zeta"][row]) and np.array_equal(point.at("q1", x, 50), q1))
fact("outside the light cone q(x, t) is that of the stationary states",
     list(point.at("q1", [-100.0, 100.0], 10)) == [raw["bulk/left/q1"][row], raw["bulk/right/q1"][row]])
cone = point.light_cone()
middle = (x[30] + x[31]) / 2
fact("between two rays q(x, t) is their mean", abs(point.at("q1", middle, 50) - (q1[30] + q1[31]) / 2) < 1e-14)
fact("the weights integrate zeta^2 over the light cone", abs(np.sum(point.weight * point.zeta**2) - (cone[1] ** 3 - cone[0] ** 3) / 3) < 1e-9)
fact("the average of a profile lies within its range", q1.min() < point.average("q1") < q1.max())
fact("the rays of a quadrature reach from edge to edge", np.allclose(point.reach(), cone, atol=1e-9), (point.reach(), cone))
violations = {q: max(abs(p.conservation(q)) for p in result.points()) for q in ("q1", "q2", "q3")}
fact("the continuity equation holds on 60 rays for q1, q2, q3", max(violations.values()) < 1e-7, violations)
other = point.conservation("q2", "j1")
fact("with the current of another charge it does not", abs(other) > 1e-3, other)

with h5py.File(path("cut.h5"), "w") as cut:
    for name in raw:
        raw.copy(name, cut)
    cut.attrs.update(raw.attrs)
    cut["status"][row, 5] = -1
holed = xxzghd.open(path("cut.h5")).point(row)
fact("a ray that did not converge is NaN, and so is the integral", np.flatnonzero(np.isnan(holed["q1"])).tolist() == [5] and np.isnan(holed.integrate("q1")))

# ---- the states ----

ray = point.nearest(0.3)
inside = np.abs(result.rapidity) < 2.5
fact("the ray nearest to zeta is found", abs(point.zeta[ray] - 0.3) == np.min(np.abs(point.zeta - 0.3)))
fact("a chain at 2/5 has four species of strings", point.species == [(1, 1, 1), (1, -1, -1), (3, 1, -1), (2, 1, 1)], point.species)
fact("contributions of the species add up to the profile", np.allclose(point.contributions("j1").sum(axis=1), point["j1"], rtol=0, atol=1e-13))
fact("in the stationary states too", abs(point.contributions("q1", "left").sum() - point.bulk("left", "q1")) < 1e-13)
sides = [point.distribution("filling", name) for name in ("left", "right")]
ahead = point.distribution("velocity", ray) > point.zeta[ray]
fact("fillings are those of the left half where the velocity exceeds zeta, of the right elsewhere",
     np.array_equal(point.distribution("filling", ray)[:, inside], np.where(ahead, *sides)[:, inside]))
steps = [result.rapidity[inside][np.flatnonzero(np.diff(row.astype(int)))] for row in ahead[:, inside]]
jumps = [[x for x in row if abs(x) < 2.4] for row in point.jumps(ray)]
near = all(len(a) == len(b) > 0 and np.all(np.abs(np.array(a) - b - 0.05) < 0.051) for a, b in zip(jumps, steps))  # rapidities are 0.1 apart
fact("they jump where jumps says", near, (jumps, steps))
fact("the fastest edge of a side is its light cone", abs(max(row.max() for row in map(np.abs, point.edges("right"))) - cone[1]) < 1e-12)
fact("a file without states says how to have them", refused(["output: {state: true}"], xxzghd.Result.states, type("file", (), {"file": {}})))

MODULE_XARRAY, FILE_XARRAY = "the module gives xarray all profiles with coordinates that have names", "xarray opens the groups of the file with coordinates that have names"
try:
    import xarray
except ImportError:
    skip(MODULE_XARRAY, "no xarray")
    skip(FILE_XARRAY, "no xarray")
else:
    data = result.to_xarray()
    fact(MODULE_XARRAY, np.array_equal(data["j1"].isel(point=row), raw["profiles/j1"][row]) and data["j1"].attrs["unit"] == "J^2" and "left_beta" in data.coords)
    try:
        import h5netcdf  # noqa: F401
    except ImportError:
        skip(FILE_XARRAY, "no h5netcdf")
    else:
        group = lambda name: xarray.open_dataset(FILE, group=name, engine="h5netcdf")
        profiles, states = group("profiles"), group("state")
        scales = np.array_equal(profiles["point"], range(4)) and np.array_equal(profiles["ray"], range(60)) and np.array_equal(states["lambda"], raw["state/lambda"])
        values = np.array_equal(profiles["j1"].sel(point=row), raw["profiles/j1"][row]) and group("bulk/left")["q1"].dims == ("point",)
        fact(FILE_XARRAY, scales and values and states["velocity"].dims == ("point", "ray", "string", "lambda"), (profiles, states))

# ---- the figures ----


def script(name, *args, timeout=150):
    return subprocess.run([os.path.join(TOP, "scripts", name), *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, cwd=TOP)


def drawn(sentence, name, *args):
    figure = path("figure")
    r = script(name, FILE, *args, "--output", figure)
    good = r.returncode == 0 and open(figure + ".png", "rb").read(4) == b"\x89PNG" and open(figure + ".pdf", "rb").read(4) == b"%PDF"
    fact(sentence, good, r.stdout)
    for extension in (".png", ".pdf"):
        if os.path.exists(figure + extension):
            os.unlink(figure + extension)


def declined(sentence, words, name, *args):
    r = script(name, *args)
    fact(sentence, r.returncode != 0 and "Traceback" not in r.stdout and all(word in r.stdout for word in words), r.stdout)


drawn("space-time is drawn", "plot_spacetime.py", "q1", "gamma_over_pi=1/3", "left_beta=1")
drawn("a heat map over two swept parameters is drawn", "plot_sweep.py", "j1", "--x", "left_beta", "--y", "delta", "--zeta", "0.1")
drawn("lines of a stationary state are drawn", "plot_sweep.py", "q1", "--x", "left_beta", "--side", "left", "gamma_over_pi=1/3")
drawn("the state on a ray is drawn", "plot_state.py", "gamma_over_pi=2/5", "left_beta=1", "--zeta", "0.3")
drawn("jumps and contributions are drawn against zeta", "plot_state.py", "gamma_over_pi=1/3", "left_beta=1", "--against-zeta", "--observables", "q1", "sz", "j1")
declined("contributions to what the file has not are refused, with those that it has", ["no contribution_q7", "contribution_q1"], "plot_state.py", FILE, "gamma_over_pi=1/3", "left_beta=1", "--observables", "q7")  # fmt: skip
declined("a space-time plot of several points asks which", ["leaves 4 points"], "plot_spacetime.py", FILE, "q1")
declined("a sweep that leaves parameters open asks for them", ["several points have", "NAME=VALUE"], "plot_sweep.py", FILE, "q1", "--x", "left_beta")

# ---- the paper's checks ----

r = run("run", os.path.join(TOP, "input", "reproduce", "conservation.yaml"), "--output", path("conservation.h5"), "--quiet")
fact("no ray of the check of conservation laws is marked", r.returncode == 0, "exit status %d\n%s" % (r.returncode, r.stderr))

declined("a check that is not there is refused, with those that are", ["no fig9", "conservation"], "reproduce.py", "fig9")
first = script("reproduce.py", "fig2", "--results", path("first"))
hashes = [line.split()[-1] for line in first.stdout.splitlines() if line.startswith("PASSED")]
fact("the profiles between two temperatures pass the paper's check", first.returncode == 0 and len(hashes) == 1, first.stdout)
second = script("reproduce.py", "fig2", "--results", path("second"))
fact("done again the profiles are the same to the last bit", len(hashes) == 1 and hashes[0] in second.stdout, second.stdout)
figures = [[open(os.path.join(path(folder), "fig2." + kind), "rb").read() for kind in ("png", "pdf")] for folder in ("first", "second")]
fact("and so are the figures", figures[0] == figures[1], [[len(f) for f in pair] for pair in figures])
end()

#!/usr/bin/env python3
"""What output.state writes, as users read it: the distributions of every species and what they add up to.
timeout: 120
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import contents, differences, end, fact, path, run, skip, write

OBSERVABLES = ["q1", "j1", "q2", "j2", "sz", "js", "entropy", "entropy_current", "j2_traceless"]
CONSTANT = {"sz": 0.5 * np.ones(2), "j2_traceless": np.cos(np.pi * np.array([1 / 3, 2 / 5])) / 8}
INPUT = """chain: {gamma_over_pi: [1/3, 2/5]}
left: {state: thermal, beta: 1, field: 0.3}
right: {state: thermal, beta: 2, field: -0.2}
observables: [%s]
output: {state: true, lambda: {from: -14, to: 14, count: 1401}}
ray: {range: 16}
""" % ", ".join(OBSERVABLES)

file = path("state.h5")
r = run("run", write("state.yaml", INPUT + "rays: [-0.9, 0, 0.4]\n"), "--output", file, ranks=2)
fact("a run writes its states", r.returncode == 0, r.stderr)


def trapezoid(f):
    """Of a smooth function that has fallen to nothing at both ends: exact."""
    return f.sum(axis=-1) * 0.02


def a(theta, x):
    return np.sin(theta) / (np.cosh(2 * x) - np.cos(theta)) / np.pi


with h5py.File(file, "r") as f:
    state, worst = f["state"], {}
    for name in OBSERVABLES:
        for group, whole in (("state", "profiles"), ("bulk/left", "bulk/left"), ("bulk/right", "bulk/right")):
            parts, value = f[group]["contribution_" + name], f[whole][name][:]
            constant = CONSTANT.get(name, np.zeros(2)).reshape([2] + [1] * (value.ndim - 1))
            worst[group, name] = np.abs(np.nansum(parts[:], axis=-1) + constant - value).max()
    fact("contributions of the species add up to the observables", max(worst.values()) < 1e-12, worst)
    fact("species that a chain has not are NaN", np.isnan(state["contribution_q1"][0, :, 3]).all() and np.isnan(state["rho"][0, :, 3]).all()
         and np.isnan(f["bulk/left/velocity"][0, 3]).all() and np.isnan(f["bulk/left/edge_velocity"][0, 3]).all() and np.isfinite(state["rho"][1]).all())
    length, parity = (state["string_" + name][:] for name in ("length", "parity"))
    fact("strings are named", (length == [[1, 2, 1, 0], [1, 1, 3, 2]]).all() and (parity == [[1, 1, -1, 0], [1, -1, 1, 1]]).all(), (length, parity))
    for side in ("left", "right"):
        bulk = f["bulk/" + side]
        x = bulk["lambda"][:]
        fact("densities are fillings of what there is (%s)" % side, np.nanmax(np.abs(bulk["rho"][:] - bulk["filling"][:] * bulk["rho_total"][:])) < 1e-15)
        found = {"sz": -length * trapezoid(bulk["rho"][:])}
        gamma = np.pi * f["points/gamma_over_pi_num"][:] / f["points/gamma_over_pi_den"][:]
        theta = length * gamma[:, None] + (1 - parity) * np.pi / 2
        energy = -np.pi * np.sin(gamma)[:, None, None] * a(theta[:, :, None], x)
        found["q1"] = trapezoid(energy * bulk["rho"][:])
        current = energy * bulk["rho"][:] * np.where(np.abs(x) < 14, bulk["velocity"][:], 0)
        found["j1"] = trapezoid(current)
        t = bulk["filling"][:]
        found["entropy"] = trapezoid(bulk["rho_total"][:] * -(t * np.log(t) + (1 - t) * np.log(1 - t)))
        error = {name: np.nanmax(np.abs(value - bulk["contribution_" + name][:])) for name, value in found.items()}
        fact("contributions are the integrals over the written distributions (%s)" % side, max(error.values()) < 1e-10, error)
        cone = np.nanmax(np.abs(bulk["edge_velocity"][:]), axis=(1, 2))
        fact("the outermost edge is the light cone (%s)" % side, (cone == bulk["light_cone"][:]).all(), cone)
        edge, place = bulk["edge_velocity"][:], bulk["edge_lambda"][:]
        inside = np.isfinite(place)
        at = np.array([[[np.interp(p, x, v) if np.isfinite(p) else np.nan for p in ps] for ps, v in zip(pss, vs)] for pss, vs in zip(place, bulk["velocity"][:])])
        fact("edges lie on the velocities (%s)" % side, inside.sum() >= 4 and np.abs(at - edge)[inside].max() < 1e-3 and (place[:, 0, 0] == -np.inf).all())
    jumps = state["jumps"][:]
    v = np.array([[[[np.interp(p, state["lambda"][:], v) if np.isfinite(p) else np.nan for p in ps] for ps, v in zip(pss, vs)] for pss, vs in zip(psss, vss)] for psss, vss in zip(jumps, state["velocity"][:])])
    fact("at a jump the velocity is that of the ray", np.isfinite(v).sum() >= 12 and np.nanmax(np.abs(v - f["rays/zeta"][:][None, :, None, None])) < 1e-3)
    texts = [(name, key) for name in ("state", "bulk/left") for key, item in f[name].items() if not all(word in item.attrs for word in ("unit", "long_name", "formula"))]
    fact("every dataset has unit, long_name and formula", not texts, texts)
    fact("a contribution says what it is", state["contribution_sz"].attrs["formula"] == b"-n_k int rho_k dlambda"
         and state["contribution_j1"].attrs["long_name"] == b"contribution of each species to energy current" and state["contribution_j1"].attrs["unit"] == b"J^2")

WITH_XARRAY = "xarray opens /state and /bulk with coordinates that have names"
try:
    import h5netcdf  # noqa: F401
    import xarray
except ImportError:
    skip(WITH_XARRAY, "no xarray with h5netcdf")
else:
    state, bulk = (xarray.open_dataset(file, group=group, engine="h5netcdf") for group in ("state", "bulk/right"))
    fact(WITH_XARRAY, sorted(state.coords) == ["jump", "lambda", "point", "string", "zeta"] and sorted(bulk.coords) == ["edge", "lambda", "point", "string"]
         and state["contribution_j1"].dims == ("point", "zeta", "string") and bulk["edge_velocity"].dims == ("point", "string", "edge")
         and float(state["rho"].sel(zeta=0.4, point=1, string=2).sel({"lambda": 0.02}, method="nearest")) > 0, (state, bulk))

alone = path("alone.h5")
r = run("run", write("alone.yaml", INPUT + "rays: none\n"), "--output", alone)
fact("without rays there are still the stationary states", r.returncode == 0 and sorted(h5py.File(alone, "r")) == ["bulk", "parameters", "points", "provenance"], r.stderr)
one, two = contents(file), contents(alone)
fact("the same as with rays", [name for name in differences(one, two) if name.startswith("bulk")] == [], differences(one, two))

plain = path("plain.h5")
r = run("run", write("plain.yaml", INPUT.replace("state: true", "state: false") + "rays: none\n"), "--output", plain)
with h5py.File(plain, "r") as f:
    fact("edges are there without output.state, distributions are not", r.returncode == 0 and "edge_velocity" in f["bulk/left"] and "string_length" in f["bulk/left"] and "rho" not in f["bulk/left"]
         and "lambda" not in f["bulk/left"], list(f["bulk/left"]))
end()

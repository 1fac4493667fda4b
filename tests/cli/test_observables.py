#!/usr/bin/env python3
"""Observables by name, from the input to the file: sets, families, traceless operators, and what is refused.
timeout: 120
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import end, fact, path, run, write

THERMAL = """chain: {gamma_over_pi: [1/3, 1/4, 2/5, 2/3]}
left: {state: thermal, beta: [1, 2, 0.5, 1]}
sweep: zip
rays: none
observables: %s
"""


def bulk(name, observables, *more):
    file = path(name + ".h5")
    r = run("run", write(name + ".yaml", THERMAL % observables), "--output", file, *more)
    fact("%s runs" % observables, r.returncode == 0, r.stderr)
    with h5py.File(file, "r") as f:
        return {key: item[:] for key, item in f["bulk/left"].items()}


left = bulk("traceless", "[j2_traceless, j2, q1_traceless, q1, q3_traceless, q1_d3_traceless]", "--set", "chain.gamma_over_pi=[1/3, 1/4, 2/5, 2/5]", "--set", "left.beta=[1, 2, 0.5, 0]")
fact("the traceless current of the energy current has the values of matrix-product simulations", np.abs(left["j2_traceless"][:3] - [-0.0523800634, -0.1350628721, -0.0196316155]).max() < 5e-10, left["j2_traceless"])
delta = np.cos(np.pi * np.array([1 / 3, 1 / 4, 2 / 5, 2 / 5]))
fact("traces are -Delta/8 and -Delta/4", np.abs(left["j2_traceless"] - left["j2"] - delta / 8).max() < 1e-14 and np.abs(left["q1_traceless"] - left["q1"] - delta / 4).max() < 1e-14)
fact("nothing is left of them at infinite temperature", max(abs(left[name][3]) for name in ("j2_traceless", "q1_traceless", "q3_traceless", "q1_d3_traceless")) < 1e-11, left)
left = bulk("default", "default")
fact("default are the ten of the table", {name for name in left if name + "_error" in left} == set("q1 j1 q2 j2 q3 j3 sz js entropy entropy_current".split()), left.keys())
left = bulk("all", "all")
fact("all has every local charge and current", {name for name in left if name + "_error" in left} == {letter + str(n) for n in range(1, 9) for letter in "qj"} | {"sz", "js", "entropy", "entropy_current"}, left.keys())
fact("a fourth value of the matrix-product simulations", abs(left["j2"][3] + np.cos(2 * np.pi / 3) / 8 + 0.0371094272) < 1e-10, left["j2"])
fact("in a state without currents only even currents and odd densities are not zero", max(np.abs(left[letter + str(n)]).max() for letter, n in (("q", 2), ("q", 4), ("q", 6), ("j", 1), ("j", 3), ("j", 5))) < 1e-11, left)
left = bulk("spins", "[q1_d2, q1, j1_d3, q2_d3]", "--set", "chain.gamma_over_pi=[1/3, 1/4, 2/5, 3/7]")
fact("d = 2 are the local charges", (left["q1_d2"] == left["q1"]).all(), left)

# What is asked for selects the grid: it must serve the currents and the entropy, too.
for i, observables in enumerate(("[q1]", "[q1, j1]", "[entropy, entropy_current]", "[sz, js]")):
    few = THERMAL.replace("rays: none", "right: {state: thermal, beta: 2.5}\nrays: {from: -1, to: 1, count: 9}").replace("2/5, 2/3", "1/2, 1/8")
    r = run("run", write("few.yaml", few % observables), "--output", path("few-%d.h5" % i))
    fact("%s alone are as accurate as with the others: no ray is marked" % observables, r.returncode == 0, r.stderr)


def refused(observables, reason):
    file = path("no.h5")
    r = run("run", write("no.yaml", THERMAL % observables), "--output", file)
    fact("%s is refused: %s" % (observables, reason), r.returncode == 2 and reason in r.stderr and not os.path.exists(file), r.stderr)


refused("[q1, q1_d3]", "no.yaml:5:19: observables: no q1_d3: at gamma/pi = 2/3 the charges with 2s = 2 are neither local nor quasilocal; allowed there: 2s = 1 (d = 2s + 1)")
refused("[j2_d4]", "no j2_d4: at gamma/pi = 1/3 the charges with 2s = 3 are no new ones: transfer matrices with d > Q are made of those with smaller d; allowed there: 2s = 1, 2 (d = 2s + 1)")
refused("[j2_d4]", "no j2_d4: at gamma/pi = 2/5 the charges with 2s = 3 are neither local nor quasilocal; allowed there: 2s = 1, 2 (d = 2s + 1)")
refused("q9", "no q9: charges and currents are numbered 1 to 8")
refused("q1_d1", "no q1_d1: the d = 2s + 1 of a charge of spin s goes from 2 (the local charges) to at most 1000")
refused("j1_traceless", "no j1_traceless: it has no trace; ask for j1")
end()

#!/usr/bin/env python3
"""The solver of the ansatz for the energy current (scripts/ansatz.py) shares no code and no discretisation with the program: each checks the other.
timeout: 200
"""
import os
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path[:0] = [os.path.join(TOP, "tests", "support"), os.path.join(TOP, "scripts")]
import ansatz
import numpy as np
import xxzghd
from program import end, fact, path, run, write

INPUT = write("ansatz.yaml", """
chain: {gamma_over_pi: [1/3, 2/5, 2/3]}
left:  {state: thermal, beta: 1}
right: {state: thermal, beta: 2}
rays:  [0]
observables: [j1]
output: {state: true, lambda: [0]}
""")
r = run("run", INPUT, "--output", path("ansatz.h5"), "--quiet")
fact("the input of this test runs", r.returncode == 0, r.stderr)
result = xxzghd.open(path("ansatz.h5"))
models = {p.parameters["gamma_over_pi"]: ansatz.Model(*result.gamma_over_pi(p.number)) for p in result.points()}

state = result.file["state"]
same = [list(state["string_" + name][p.number][: model.size]) == list(values)
        for p, model in zip(result.points(), models.values()) for name, values in (("length", model.length), ("parity", model.parity), ("sign", model.sign))]  # fmt: skip
fact("lengths, parities and signs of the strings are those of the program", all(same), same)
exact = {p.parameters["gamma_over_pi"]: float(p["j1"][0]) for p in result.points()}
deviation = {g: ansatz.current_of_fillings(model, 1, 2) - exact[g] for g, model in models.items()}
fact("given the fillings of both sides it finds the energy current of the program", max(map(abs, deviation.values())) < 1e-9, deviation)

free, k = ansatz.Model(1, 2), np.pi * (np.polynomial.legendre.leggauss(60)[0] + 1) / 2
weight = np.polynomial.legendre.leggauss(60)[1] / 4
moving = lambda beta: np.sum(weight * np.sin(k) * -np.cos(k) / (1 + np.exp(-beta * np.cos(k))))  # e = -cos k, v = sin k > 0 for 0 < k < pi
fermions = moving(0.5) - moving(3)
both = [ansatz.current(free, 0.5, 3, drive) - fermions for drive in ansatz.DRIVES]
fact("at Delta = 0 both readings of the ansatz are exact: free fermions", np.max(np.abs(both)) < 1e-10, both)

third = models["1/3"]
zero = [ansatz.current(model, 1.5, 1.5) for model in models.values()] + [ansatz.current(third, 1.5, 1.5, "spinons")]
fact("between equal temperatures no energy flows", np.max(np.abs(zero)) < 1e-12, zero)
uneven = {drive: ansatz.current(third, 1, 2, drive) for drive in ansatz.DRIVES}
halved = {drive: ansatz.current(third, 1, 2, drive, refine=1.5) - uneven[drive] for drive in ansatz.DRIVES}
fact("narrower panels change nothing", max(map(abs, halved.values())) < 1e-10, halved)
mirrored = {drive: ansatz.current(third, 2, 1, drive) + uneven[drive] for drive in ansatz.DRIVES}
fact("exchanged temperatures turn the current round", max(map(abs, mirrored.values())) < 1e-12, mirrored)
relative = {drive: value / exact["1/3"] - 1 for drive, value in uneven.items()}
fact("in the interacting chain neither reading is exact", all(0.05 < abs(value) < 0.12 for value in relative.values()), relative)
try:
    refused = ansatz.current(models["2/3"], 1, 2, "spinons")
except ValueError as problem:
    refused = str(problem)
fact("spinons that cannot be driven are refused by name", "2 pi/3" in str(refused), refused)
end()

#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""The checks of Bertini, Collura, De Nardis and Fagotti, Phys. Rev. Lett. 117, 207201 (2016), each from one input file to a figure and a verdict.

reproduce.py [all | fig1 | fig2 | fig3 | fig4 | conservation | ansatz]... [--results FOLDER]      writes FOLDER/NAME.{h5,png,pdf}, by default in results/reproduce

Inputs: input/reproduce/NAME.yaml. Program: bin/xxz-ghd, or what the variable GHD_BIN names. Exit status 1 if a check fails. The last column is a hash of all that the figure shows
(profiles, stationary states, tables): equal hash, equal bits.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded: cores are for processes here
import matplotlib.pyplot as plt
import numpy as np

import ansatz as bethe
import xxzghd
from plot_style import COLOURS, DASHES, MARKERS, anisotropy, letters, quantity, save, start

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("GHD_BIN", "bin/xxz-ghd")
CHARGES = ("q1", "q2", "q3", "sz", "entropy")
ZETA = r"$\zeta = x/t\ \ [J]$"

# Traceless <j2> in thermal states from the matrix-product form of its operator, independent of any Bethe ansatz: (gamma/pi, beta, value).
THERMAL_J2 = (("1/3", 1.0, -0.0523800634), ("1/4", 2.0, -0.1350628721), ("2/5", 0.5, -0.0196316155), ("2/3", 1.0, -0.0371094272))


class Check:
    """One check: its facts (sentence, size of the deviation, what is allowed) and its result files."""

    def __init__(self, name, folder):
        self.name, self.folder, self.facts, self.files, self.tables = name, folder, [], [], []

    def compute(self, name=None, *flags):
        """Runs input/reproduce/NAME.yaml on the cores at hand; returns the result."""
        output = os.path.join(self.folder, (f"{self.name}_{name}" if name else self.name) + ".h5")
        os.makedirs(self.folder, exist_ok=True)
        if os.path.exists(output):
            os.remove(output)
        command = 'source scripts/mpi_env.sh; exec mpirun -n "$cores" "$0" run "$@" --quiet'
        status = subprocess.run(["bash", "-c", command, PROGRAM, f"input/reproduce/{name or self.name}.yaml", "--output", output, *flags], check=False).returncode
        if status:
            raise RuntimeError(f"xxz-ghd ended with exit status {status}")
        self.files.append(output)
        return xxzghd.open(output)

    def table(self, header, rows):
        """FOLDER/NAME.csv: numbers of the figure that stand in no result file."""
        lines = [header] + [",".join(cell if isinstance(cell, str) else f"{cell:.10g}" for cell in row) for row in rows]
        self.tables.append("\n".join(lines) + "\n")
        with open(os.path.join(self.folder, self.name + ".csv"), "w", encoding="utf-8") as file:
            file.write(self.tables[-1])

    def fact(self, sentence, deviation, allowed):
        self.facts.append((sentence, float(np.max(np.abs(deviation))), allowed))

    def figure(self, fig, suffix=""):
        save(fig, os.path.join(self.folder, self.name + suffix))

    def hash(self):
        digest = hashlib.sha256()

        def visit(name, item):
            if hasattr(item, "shape") and name.startswith(("profiles/", "bulk/")):
                digest.update(name.encode() + item[...].tobytes())

        for path in self.files:
            xxzghd.open(path).file.visititems(visit)
        digest.update("".join(self.tables).encode())
        return digest.hexdigest()[:12]

    def report(self):
        good = True
        for sentence, deviation, allowed in self.facts:
            holds = deviation <= allowed  # false for NaN
            good &= holds
            print(f"  {'ok' if holds else 'NOT OK':6}  {sentence}: {deviation:.1e} (allowed {allowed:.2g})")
        print(f"{'PASSED' if good else 'FAILED'}  {self.name}   data {self.hash()}", flush=True)
        return good


def style(number):
    return {"color": COLOURS[number], "dashes": DASHES[number]}


def free_fermion_j2(beta):
    """At Delta = 0: int dk/2pi v q2 n with e = cos k, v = -sin k, q2 = -cos k sin k; the trapezoidal rule on a period converges geometrically."""
    k = 2 * np.pi * np.arange(512) / 512
    return np.mean(np.sin(k) ** 2 * np.cos(k) / (1 + np.exp(beta * np.cos(k))))


def fig1(folder):
    check = Check("fig1", folder)
    result = check.compute()
    traceless = result.file["bulk/left/j2"][...] + result.column["delta"] / 8
    reference = [traceless[result.point(gamma_over_pi=g, left_beta=beta).number] - value for g, beta, value in THERMAL_J2]
    check.fact("<j2> at four temperatures is that of the matrix-product operator, which has nine digits", reference, 5e-10)
    free = [traceless[p.number] - free_fermion_j2(p.parameters["left_beta"]) for p in result.points(gamma_over_pi="1/2")]
    check.fact("<j2> at Delta = 0 is that of free fermions, at all temperatures", free, 1e-9)
    check.fact("<j2> vanishes at infinite temperature", [traceless[p.number] for p in result.points(left_beta=0)], 1e-10)

    fig, axes = plt.subplots(figsize=(3.8, 2.9), layout="constrained")
    for number, delta in enumerate(sorted(set(result.column["delta"]))):
        points = result.points(delta=delta)
        axes.plot([p.parameters["left_beta"] for p in points], [traceless[p.number] for p in points], label=anisotropy(result, points[0].number), **style(number))
    axes.plot([beta for _, beta, _ in THERMAL_J2], [v for _, _, v in THERMAL_J2], "o", color="black", markerfacecolor="white", markersize=4, label="matrix products", zorder=5)
    axes.set(xlabel=r"$\beta\ \ [1/J]$", ylabel=r"$\langle j_2 \rangle + \Delta/8\ \ [J^3]$")
    axes.margins(x=0)
    fig.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2, frameon=False, fontsize=8)
    check.figure(fig)
    return check.report()


def six_panels(result, curves, title):
    """q1, q2, q3 above j1, j2, j3; circles are the edges of the light cone."""
    fig, grid = plt.subplots(2, 3, sharex=True, figsize=(7.1, 3.7), layout="constrained")
    for panel, name in zip(grid.flat, ("q1", "q2", "q3", "j1", "j2", "j3")):
        for number, point in enumerate(curves):
            panel.plot(point.zeta, point[name], label=anisotropy(result, point.number), **style(number))
            for edge, side in zip(point.light_cone(), ("left", "right")):
                panel.plot(edge, point.bulk(side, name), "o", color=COLOURS[number], markerfacecolor="white", markersize=3.6, zorder=5)
        panel.set_ylabel(quantity(name, result.unit(name)))
        panel.ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)
        panel.margins(x=0)
    for panel in grid[1]:
        panel.set_xlabel(ZETA)
    letters(grid.flat)
    fig.legend(*grid[0, 0].get_legend_handles_labels(), loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3, frameon=False, title=title, title_fontsize=9)
    return fig


def compare_table(check, points, path, select):
    """Largest deviation from the rows of a reference table on the rays that the result has."""
    table = np.genfromtxt(os.path.join("tests", "reference", path), delimiter=",", names=True, comments="#")
    deviations = []
    for point in points:
        for row in table[select(table, point)]:
            ray = np.flatnonzero(np.isclose(point.zeta, row["zeta"], atol=1e-12))
            if len(ray):
                deviations += [point[name][ray[0]] - row[name] for name in ("q1", "j1", "q2", "j2", "q3") if name in table.dtype.names]
    check.fact(f"{len(deviations)} values of the reference table", deviations if deviations else np.nan, 1e-9)


def energy_current_is_charge(check, points):
    check.fact("energy current = second charge", np.concatenate([p["j1"] - p["q2"] for p in points]), 1e-10)


def fig2(folder):
    check = Check("fig2", folder)
    result = check.compute()
    points = result.points()
    energy_current_is_charge(check, points)
    select = lambda t, p: (t["P"] == result.gamma_over_pi(p.number)[0]) & (t["Q"] == result.gamma_over_pi(p.number)[1]) & (t["bL"] == 1) & (t["bR"] == 2) & (t["hL"] == 0) & (t["hR"] == 0)  # fmt: skip
    compare_table(check, points, "rays.csv", select)
    check.figure(six_panels(result, points, r"two temperatures, $\beta_L = 1/J$, $\beta_R = 2/J$"))
    return check.report()


def fig3(folder):
    check = Check("fig3", folder)
    result = check.compute()
    point = result.point()
    energy_current_is_charge(check, [point])
    compare_table(check, [point], "neel_bell_rays.csv", lambda t, p: np.ones(len(t), bool))
    delta = point.parameters["delta"]
    check.fact("energy densities of the initial states, -Delta/2 and -Delta/8", [point.bulk("left", "q1") + delta / 2, point.bulk("right", "q1") + delta / 8], 1e-10)
    check.fact("edges of the light cone, -1.026127234 and 1.063575782", np.array(point.light_cone()) - (-1.026127233932, 1.0635757818), 1e-8)
    check.figure(six_panels(result, [point], "quench from Néel (left) and Bell pairs (right)"), "_profiles")
    subprocess.run(["scripts/plot_spacetime.py", check.files[0], "q1", "--output", os.path.join(check.folder, check.name)], check=True)
    return check.report()


def wall(point):
    """Closed form of magnetisation and spin current of the domain wall: Collura, De Luca, Viti, Phys. Rev. B 97, 081111 (2018)."""
    num, den = point.result.gamma_over_pi(point.number)
    front = np.sin(np.pi * num / den)
    zeta = np.clip(point.zeta, -front, front)
    zeta0 = front / np.sin(np.pi / den)
    sz = -den / (2 * np.pi) * np.arcsin(zeta / zeta0)
    return sz, den / (2 * np.pi) * (np.sqrt(zeta0**2 - zeta**2) - zeta0 * np.cos(np.pi / den))


def fig4(folder):
    check = Check("fig4", folder)
    result = check.compute()
    points = sorted(result.points(), key=lambda p: p.parameters["delta"])
    for name, number in (("sz", 0), ("js", 1)):
        check.fact(f"{name} is its closed form", np.concatenate([p[name] - wall(p)[number] for p in points]), 1e-10)
    check.fact("no energy, no energy current", np.concatenate([p[name] for p in points for name in ("q1", "j1")]), 1e-10)
    fronts = [p.reach()[1] for p in points]
    check.fact("the profile ends at sin gamma", [front - np.sqrt(1 - p.parameters["delta"] ** 2) for front, p in zip(fronts, points)], 1e-4)

    fig, panels = plt.subplots(1, 3, figsize=(7.1, 2.5), layout="constrained")
    for panel, name in zip(panels, ("sz", "js")):
        zeta = np.linspace(-1.1, 1.1, 1101)
        for number, point in enumerate(points):
            panel.plot(zeta, point.at(name, zeta, 1), label=anisotropy(result, point.number), **style(number))
        panel.set(xlabel=ZETA, ylabel=quantity(name, result.unit(name)))
        panel.margins(x=0)
    letters(panels)
    delta = np.linspace(0, 1, 201)
    panels[2].plot(delta, np.sqrt(1 - delta**2), color="0.5", label=r"$\sin\gamma$")
    for number, (point, front) in enumerate(zip(points, fronts)):
        panels[2].plot(point.parameters["delta"], front, MARKERS[number], color=COLOURS[number], markersize=4.5)
    panels[2].set(xlabel=r"$\Delta$", ylabel=r"velocity of the front $[J]$", ylim=(0, 1.05))
    panels[2].legend(frameon=False)
    fig.legend(*panels[0].get_legend_handles_labels(), loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=4, frameon=False, fontsize=8)
    check.figure(fig)
    return check.report()


def derivatives(zeta, *profiles):
    """d/dzeta on every ray: of the polynomial through it and its five neighbours on each side (fewer at the ends)."""
    rows = [np.empty_like(zeta) for _ in profiles]
    for i in range(len(zeta)):
        near = np.arange(max(i - 5, 0), min(i + 6, len(zeta)))
        scale = np.ptp(zeta[near]) / 4
        weights = np.linalg.solve(np.vander((zeta[near] - zeta[i]) / scale, increasing=True).T, np.eye(len(near))[1]) / scale
        for row, profile in zip(rows, profiles):
            row[i] = weights @ profile[near]
    return rows


def local_violation(point, charge):
    dj, dq = derivatives(point.zeta, point[xxzghd.current_of(charge)], point[charge])
    return np.abs(dj - point.zeta * dq)


def conservation(folder):
    check = Check("conservation", folder)
    runs = {"two temperatures": check.compute(), "domain wall": check.compute("fig4"), "Néel and Bell": check.compute("fig3", "--set", "rays={auto: 200}")}
    fig, (above, below) = plt.subplots(2, 1, figsize=(3.8, 4.6), layout="constrained")
    for number, (name, result) in enumerate(runs.items()):
        violation = np.array([[point.conservation(charge) for charge in CHARGES] for point in result.points()])
        for charge, column in zip(CHARGES, violation.T):
            check.fact(f"{name}: int dzeta [q - step] = jL - jR of {charge}", column, 1e-9)
        energy_current_is_charge(check, result.points())
        place = np.tile(np.arange(len(CHARGES)), len(violation)) + 0.15 * (number - 1)
        above.semilogy(place, np.maximum(np.abs(violation).ravel(), 1e-17), MARKERS[number], color=COLOURS[number], markersize=4, markerfacecolor="none", label=name)
        # Where a species begins or ends to contribute the derivatives are infinite, and a polynomial is no good; half of the rays are far from there.
        for charge in CHARGES:
            local = [local_violation(point, charge) for point in result.points()]
            check.fact(f"{name}: dj/dzeta = zeta dq/dzeta of {charge}, median over the rays", np.median(local, axis=1), 1e-10)
        shown = local_violation(result.points()[0], "sz" if name == "domain wall" else "q1")
        below.semilogy(result.points()[0].zeta, np.maximum(shown, 1e-17), MARKERS[number], color=COLOURS[number], markersize=2.5, markerfacecolor="none")
    above.set_xticks(range(len(CHARGES)), [quantity(c, "1") for c in CHARGES])
    above.set_ylabel(r"$|\int\![q - \mathrm{step}]\,d\zeta - (j_L - j_R)|$")
    above.axhline(1e-9, color="0.5", linewidth=0.7, linestyle="--")
    above.legend(frameon=False, fontsize=8)
    below.set(xlabel=ZETA, ylabel=r"$|dj/d\zeta - \zeta\,dq/d\zeta|$")
    check.figure(fig)
    return check.report()


READINGS = {"strings": (), "spinons": (5, 1.2)}  # of the ansatz: see scripts/ansatz.py


def ansatz_deviation(model, drive, beta, exact):
    """(j_ansatz - j)/j at T_R = T_L/2; NaN at anisotropies where this reading says nothing."""
    try:
        return bethe.current(model, beta, 2 * beta, drive) / exact - 1
    except ValueError:
        return np.nan


def on_all_cores(function, rows):
    """[function(*row) for row in rows]"""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(function, *zip(*rows)))


def ansatz(folder):
    check = Check("ansatz", folder)
    result = check.compute()
    points = [p for p in result.points() if p.parameters["right_beta"] == 2 * p.parameters["left_beta"]]
    energy_current_is_charge(check, result.points())
    temperature = sorted({1 / p.parameters["left_beta"] for p in points})
    exact = {(p.parameters["gamma_over_pi"], 1 / p.parameters["left_beta"]): float(p["j1"][0]) for p in points}
    models = {p.parameters["gamma_over_pi"]: bethe.Model(*result.gamma_over_pi(p.number)) for p in points}
    check.fact("the solver of the ansatz, given the fillings of both sides, finds the energy current of the program", np.subtract(on_all_cores(bethe.current_of_fillings, [(m, 1, 2) for m in models.values()]), [exact[g, 1] for g in models]), 1e-9)
    check.fact("equal temperatures: no current", [bethe.current(m, 1, 1, drive) for m in models.values() for drive in READINGS if drive == "strings" or m.delta > -1e-12], 1e-12)
    check.fact("panels half as wide at gamma = pi/3", [bethe.current(models["1/3"], 1, 2, drive, 2) - bethe.current(models["1/3"], 1, 2, drive) for drive in READINGS], 1e-10)

    curves = [(g, drive) for g in models for drive in READINGS]
    values = on_all_cores(ansatz_deviation, [(models[g], drive, 1 / t, exact[g, t]) for g, drive in curves for t in temperature])
    deviation = dict(zip(curves, np.reshape(values, (len(curves), len(temperature)))))
    rows = [(g, t, t / 2, exact[g, t], *(round(deviation[g, drive][n], 9) + 0.0 for drive in READINGS)) for g in models for n, t in enumerate(temperature)]
    check.table("gamma_over_pi,left_temperature,right_temperature,j1,deviation_strings,deviation_spinons", rows)
    check.fact("Delta = 0: the ansatz is exact at all temperatures", np.concatenate([deviation["1/2", drive] for drive in READINGS]), 1e-10)
    interacting = {drive: np.concatenate([v for (g, d), v in deviation.items() if d == drive and g != "1/2" and np.all(np.isfinite(v))]) for drive in READINGS}
    check.fact("elsewhere it is not: driven spinons deviate by at most", interacting["spinons"], 0.15)
    check.fact("driven strings, at T_L >= J, by at most", [v for (g, d), values in deviation.items() if d == "strings" for v, t in zip(values, temperature) if t >= 1], 0.16)
    coldest = [deviation[g, "spinons"][0] for g, m in models.items() if m.delta > 1e-12]
    check.fact(f"driven spinons carry the heat of the Luttinger liquid: deviation at T_L = {temperature[0]:g} J", coldest, 0.01)
    check.figure(ansatz_figure(result, models, temperature, exact, deviation))
    return check.report()


def ansatz_figure(result, models, temperature, exact, deviation):
    fig, (left, right) = plt.subplots(1, 2, figsize=(7.1, 2.9), layout="constrained")
    luttinger = np.pi / 12 * 0.75 * np.array(temperature) ** 2  # (pi/12)(T_L^2 - T_R^2) with T_R = T_L/2
    ratio = np.array([exact["1/3", t] for t in temperature]) / luttinger
    left.plot(temperature, ratio, "-", color="black", linewidth=1.0, label="generalised hydrodynamics")
    for drive, marker in zip(READINGS, MARKERS):
        left.plot(temperature, ratio * (1 + deviation["1/3", drive]), marker, color="black", markerfacecolor="white", markersize=4, label=f"ansatz, {drive} driven")
    left.set(ylabel=r"$\langle j_1 \rangle\;/\;(\pi/12)(T_L^2 - T_R^2)$", ylim=(0, None))
    left.legend(frameon=False, fontsize=8, title=r"$\gamma = \pi/3,\ \ T_R = T_L/2$", title_fontsize=8)
    for number, (fraction, model) in enumerate(sorted(models.items(), key=lambda item: item[1].delta)):
        point = next(p.number for p in result.points(gamma_over_pi=fraction))
        for drive, dashes in READINGS.items():
            label = anisotropy(result, point) if drive == "strings" else None
            right.plot(temperature, 100 * deviation[fraction, drive], color=COLOURS[number], dashes=dashes, marker=MARKERS[number], markersize=3.5, markerfacecolor="white", label=label)
    right.axhline(0, color="0.8", linewidth=0.5, zorder=0)
    right.set(ylabel=r"deviation of $\langle j_1 \rangle\ \ [\%]$", ylim=(-25, 75))
    right.legend(frameon=False, fontsize=8, title="strings driven; broken lines: spinons", title_fontsize=8)
    letters((left, right))
    for panel in (left, right):
        panel.set_xscale("log", base=2)
        panel.set_xticks(temperature, [str(Fraction(t)) for t in temperature])
        panel.set_xlabel(r"$T_L\ \ [J]$")
    return fig


CHECKS = {"fig1": fig1, "fig2": fig2, "fig3": fig3, "fig4": fig4, "conservation": conservation, "ansatz": ansatz}


def main():
    parser = argparse.ArgumentParser(description="the checks of Phys. Rev. Lett. 117, 207201: input, computation, figure, verdict")
    parser.add_argument("checks", nargs="*", default=["all"], metavar="CHECK", help=f"all (default), {', '.join(CHECKS)}")
    parser.add_argument("--results", default=os.path.join("results", "reproduce"), metavar="FOLDER", help="where result files and figures go (default results/reproduce)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.checks if name not in CHECKS and name != "all"]
    if unknown:
        sys.exit(f"reproduce.py: no {', '.join(unknown)}; there are all, {', '.join(CHECKS)}")
    folder = os.path.abspath(arguments.results) if arguments.results != parser.get_default("results") else arguments.results
    os.chdir(TOP)
    if not os.path.exists(PROGRAM):
        sys.exit(f"reproduce.py: no {PROGRAM}; run make first")
    start()
    failed = 0
    for name in CHECKS if "all" in arguments.checks else arguments.checks:
        try:
            failed += not CHECKS[name](folder)
        except RuntimeError as problem:
            print(f"FAILED  {name}: {problem}", flush=True)
            failed += 1
    sys.exit(1 if failed else 0)


main()

#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""Species by species: fillings, densities and velocities on one ray, or jumps and contributions against zeta. Needs a run with `output: {state: true}`.

plot_state.py RESULT.h5 [gamma_over_pi=1/3 left_beta=1 ...] [--zeta 0.3] [--observables q1 j1] [--output NAME]      the state on the ray nearest to zeta
plot_state.py RESULT.h5 [gamma_over_pi=1/3 left_beta=1 ...] --against-zeta [--observables q1 j1] [--output NAME]    all rays

Writes NAME.png and NAME.pdf.
"""

import argparse
import os
import sys

import matplotlib.pyplot as plt
import numpy as np

import xxzghd
from plot_style import COLOURS, DASHES, MARKERS, anisotropy, letters, quantity, save, start, values_from_words

PANELS = (
    ("filling", r"filling $\vartheta_k$"),
    ("rho", r"root density $\rho_k$"),
    ("rho_total", r"density of states $\rho^\mathrm{t}_k$"),
    ("velocity", r"velocity $v_k\ \ [J]$"),
)


def style(species):
    return {"color": COLOURS[species % len(COLOURS)], "dashes": DASHES[species % len(DASHES)]}


def names(point):
    return [f"$n = {n}$, $\\upsilon = {parity:+d}$, $\\sigma = {sign:+d}$" for n, parity, sign in point.species]


def with_breaks(rapidity, values, jumps):
    """The curve with a gap at every jump, so that no line joins its two sides."""
    places = np.searchsorted(rapidity, jumps)
    return np.insert(rapidity, places, jumps), np.insert(values, places, np.nan)


def unit_of(point, observable):
    group = point.result.file["profiles"]
    return xxzghd.text(group[observable].attrs["unit"])


def draw_distribution(panel, point, ray, name):
    rapidity, inside = point.result.rapidity, lambda x: x[(x > point.result.rapidity[0]) & (x < point.result.rapidity[-1])]
    for k, (values, jumps) in enumerate(zip(point.distribution(name, ray), map(inside, point.jumps(ray)))):
        curve = with_breaks(rapidity, values, jumps) if name in ("filling", "rho") else (rapidity, values)
        panel.plot(*curve, label=names(point)[k], **style(k))
        if name == "velocity":  # where it is zeta the filling jumps
            panel.plot(jumps, np.full(len(jumps), point.zeta[ray]), MARKERS[k % len(MARKERS)], color=style(k)["color"], markersize=4, markerfacecolor="white", zorder=5)
    panel.set_xlabel(r"rapidity $\lambda$")
    panel.margins(x=0)


def draw_contributions(panel, point, ray, observable):
    """A bar for each species, and the sum of all."""
    parts = point.contributions(observable, ray)
    panel.bar(range(len(parts)), parts, width=0.62, color=[style(k)["color"] for k in range(len(parts))], edgecolor="black", linewidth=0.5)
    panel.bar(len(parts), parts.sum(), width=0.62, color="white", edgecolor="black", linewidth=0.8, hatch="////")
    panel.axhline(0, color="black", linewidth=0.5)
    panel.set_xticks(range(len(parts) + 1), [f"${n}^{'+' if parity > 0 else '-'}$" for n, parity, _ in point.species] + [r"$\Sigma$"])
    panel.tick_params(axis="x", length=0)
    panel.set_xlabel(r"string $n^\upsilon$")
    panel.set_ylabel(f"part of {quantity(observable, unit_of(point, observable))}")
    panel.ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)


def figure_of_ray(point, ray, observables):
    columns = max(2, (4 + len(observables) + 1) // 2) if observables else 2
    fig, grid = plt.subplots(2, columns, figsize=(2.36 * columns, 4.0), layout="constrained")
    for panel, (name, label) in zip(grid[:, :2].flat, PANELS):
        draw_distribution(panel, point, ray, name)
        panel.set_ylabel(label)
    grid[0, 0].set_ylim(0, 1)
    grid[1, 1].axhline(point.zeta[ray], color="0.6", linewidth=0.7)
    grid[1, 1].text(0.98, point.zeta[ray], r"$\zeta$", color="0.4", ha="right", va="bottom", transform=grid[1, 1].get_yaxis_transform())
    rest = list(grid[:, 2:].T.flat)
    for panel, observable in zip(rest, observables):
        draw_contributions(panel, point, ray, observable)
    for panel in rest[len(observables) :]:
        panel.set_visible(False)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    letters(grid.flat)
    fig.legend(handles, labels, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=min(4, columns), frameon=False, handlelength=2.6,
               title=rf"{anisotropy(point.result, point.number)},  $\zeta = {point.zeta[ray]:.4g}\,J$;  symbols: jumps", title_fontsize=9)  # fmt: skip
    return fig


def figure_against_zeta(point, observables):
    fig, grid = plt.subplots(1, 1 + len(observables), figsize=(2.36 * (1 + len(observables)), 2.4), layout="constrained", squeeze=False)
    first, *others = grid[0]
    for ray in np.flatnonzero(point.good):
        for k, jumps in enumerate(point.jumps(ray)):
            first.plot(np.full(len(jumps), point.zeta[ray]), jumps, MARKERS[k % len(MARKERS)], color=style(k)["color"], markersize=2.2, markeredgewidth=0)
    first.set_ylabel(r"jump $\lambda^\ast_k$")
    for panel, observable in zip(others, observables):
        parts = point.contributions(observable)
        for k, column in enumerate(parts.T):
            panel.plot(point.zeta, column, label=names(point)[k], **style(k))
        panel.plot(point.zeta, parts.sum(axis=1), color="0.35", linewidth=2.4, alpha=0.5, label=r"sum", zorder=0)
        panel.set_ylabel(f"parts of {quantity(observable, unit_of(point, observable))}")
        panel.ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)
    for panel in grid[0]:
        panel.set_xlabel(r"$\zeta = x/t\ \ [J]$")
        panel.set_xlim(point.zeta[0], point.zeta[-1])
    letters(grid.flat)
    handles, labels = (others or [first])[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3, frameon=False, handlelength=2.6, title=anisotropy(point.result, point.number), title_fontsize=9)
    return fig


def main():
    parser = argparse.ArgumentParser(description="fillings, densities, velocities, jumps and contributions of all species of a result file of xxz-ghd")
    parser.add_argument("file")
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="parameters of the point to draw")
    parser.add_argument("--zeta", type=float, default=0.0, help="the converged ray nearest to this (default 0)")
    parser.add_argument("--against-zeta", action="store_true", help="all rays: positions of the jumps and contributions")
    parser.add_argument("--observables", nargs="*", metavar="NAME", help="contributions to these (default: q1 and j1, if the file has them)")
    parser.add_argument("--output", metavar="NAME", help="figures NAME.png and NAME.pdf (default: name of the file, then _state)")
    arguments = parser.parse_intermixed_args()
    result = xxzghd.open_or_exit(arguments.file)
    wanted = arguments.observables
    if wanted is None:
        wanted = [name for name in ("q1", "j1") if name in result.observables]
    start()
    try:
        point = result.point(**values_from_words(arguments.values))
        ray = point.nearest(arguments.zeta)
        for name in wanted:
            point.contributions(name)
        fig = figure_against_zeta(point, wanted) if arguments.against_zeta else figure_of_ray(point, ray, wanted)
    except LookupError as problem:
        sys.exit(f"{arguments.file}: {problem.args[0]}")
    save(fig, arguments.output or os.path.splitext(arguments.file)[0] + "_state")


main()

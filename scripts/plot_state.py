#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""The state on one ray: fillings, densities and velocities of all species of strings against rapidity. Needs a run with `output: {state: true}`.

plot_state.py RESULT.h5 [gamma_over_pi=1/3 left_beta=1 ...] [--zeta 0.3] [--output NAME]      writes NAME.png and NAME.pdf
"""

import argparse
import os
import sys

import matplotlib.pyplot as plt
import numpy as np

import xxzghd
from plot_style import COLOURS, DASHES, anisotropy, save, start, values_from_words

PANELS = (
    ("filling", r"filling $\vartheta_k$"),
    ("rho", r"root density $\rho_k$"),
    ("rho_total", r"density of states $\rho^\mathrm{t}_k$"),
    ("velocity", r"velocity $v_k\ \ [J]$"),
)


def with_breaks(rapidity, values, jumps):
    """The curve with a gap at every jump, so that no line joins its two sides."""
    places = np.searchsorted(rapidity, jumps)
    return np.insert(rapidity, places, jumps), np.insert(values, places, np.nan)


def figure(point, ray):
    result = point.result
    group = result.file["state"]
    rapidity = group["lambda"][...]
    length, parity, sign = (group[f"string_{name}"][point.number] for name in ("length", "parity", "sign"))
    fig, grid = plt.subplots(2, 2, sharex=True, figsize=(5.6, 4.0), layout="constrained")
    for panel, (name, label) in zip(grid.flat, PANELS):
        for species in np.flatnonzero(length):
            style = {"color": COLOURS[species % len(COLOURS)], "dashes": DASHES[species % len(DASHES)]}
            jumps = group["jumps"][point.number, ray, species]
            jumps = jumps[np.isfinite(jumps) & (jumps > rapidity[0]) & (jumps < rapidity[-1])]
            values = group[name][point.number, ray, species]
            curve = with_breaks(rapidity, values, jumps) if name in ("filling", "rho") else (rapidity, values)
            panel.plot(*curve, label=f"$n = {length[species]}$, $\\upsilon = {parity[species]:+d}$, $\\sigma = {sign[species]:+d}$", **style)
            if name == "filling":
                panel.plot(jumps, np.full(len(jumps), -0.03), "^", color=style["color"], markersize=4, clip_on=False)
        panel.set_ylabel(label)
        panel.margins(x=0)
    grid[0, 0].set_ylim(-0.03, 1.03)
    grid[1, 1].axhline(point.zeta[ray], color="0.6", linewidth=0.7)
    grid[1, 1].text(0.98, point.zeta[ray], r"$\zeta$", color="0.4", ha="right", va="bottom", transform=grid[1, 1].get_yaxis_transform())
    for panel in grid[1]:
        panel.set_xlabel(r"rapidity $\lambda$")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3, frameon=False, handlelength=2.6,
               title=rf"{anisotropy(result, point.number)},  $\zeta = {point.zeta[ray]:.4g}\,J$;  triangles: jumps", title_fontsize=9)  # fmt: skip
    return fig


def main():
    parser = argparse.ArgumentParser(description="fillings, densities and velocities on a ray of a result file of xxz-ghd")
    parser.add_argument("file")
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="parameters of the point to draw")
    parser.add_argument("--zeta", type=float, default=0.0, help="the converged ray nearest to this (default 0)")
    parser.add_argument("--output", metavar="NAME", help="figures NAME.png and NAME.pdf (default: name of the file, then _state)")
    arguments = parser.parse_intermixed_args()
    result = xxzghd.open_or_exit(arguments.file)
    if "state" not in result.file:
        sys.exit(f"{arguments.file} has no states; they are written with  output: {{state: true}}")
    try:
        point = result.point(**values_from_words(arguments.values))
    except LookupError as problem:
        sys.exit(f"{arguments.file}: {problem.args[0]}")
    if not point.good.any():
        sys.exit(f"{arguments.file}: no ray of this point is computed yet")
    ray = int(np.argmin(np.where(point.good, np.abs(point.zeta - arguments.zeta), np.inf)))
    start()
    save(figure(point, ray), arguments.output or os.path.splitext(arguments.file)[0] + "_state")


main()

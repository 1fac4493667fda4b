#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""The table that ends a run: conditions on both sides, light cone, currents at zeta = 0, worst error estimate.

summary.py RESULT.h5 [--all]
"""

import argparse

import numpy as np

import xxzghd

CURRENTS = ("j1", "j2", "j3", "js")
MOST_POINTS = 24


def conditions(result, side, point):
    values = [f"{name} {result.column[f'{side}_{name}'][point]:g}" for name in result.state_parameters(side)]
    return " ".join([result.state(side), *values]).strip()


def at_origin(result, name, point):
    ray = int(np.argmin(np.abs(result.zeta(point))))
    return f"{round(result.profile(name, point)[ray], 10) + 0.0: .10f}"  # + 0.0: no minus sign on a zero


def row(result, point, currents):
    num, den = result.gamma_over_pi(point)
    cone = result.light_cone(point)
    return [
        f"{num}/{den}",
        f"{result.column['delta'][point]:.6g}",
        conditions(result, "left", point),
        conditions(result, "right", point),
        "" if cone is None else f"[{cone[0]:.5f}, {cone[1]:.5f}]",
        *(at_origin(result, name, point) for name in currents),
        *(f"{error:.1e}" for error in result.worst_error(point)),
    ]


def print_table(header, rows):
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    for cells in (header, ["-" * width for width in widths], *rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(description="summary of a result file of xxz-ghd")
    parser.add_argument("file")
    parser.add_argument("--all", action="store_true", help=f"every point, not only the first {MOST_POINTS}")
    arguments = parser.parse_args()
    result = xxzghd.open_or_exit(arguments.file)

    print(f"{result.title or arguments.file}: {result.n_points} points, {result.n_rays} rays each; {np.sum(result.status > 0)} rays converged, "
          f"{np.sum(result.status < 0)} did not, {np.sum(result.status == 0)} not computed")
    currents = [name for name in CURRENTS if name in result.observables]
    if currents:
        nearest = min(np.abs(result.zeta(p)).min() for p in range(result.n_points))
        print("currents at zeta = 0" if nearest < 1e-12 else "currents on the ray nearest to zeta = 0")
    header = ["gamma/pi", "Delta", "left", "right", "light cone", *(f"{n} [{result.unit(n)}]" for n in currents), "error", "identities"]
    shown = range(result.n_points if arguments.all else min(result.n_points, MOST_POINTS))
    print("error: the largest error estimate of any value; identities: their largest violation\n")
    print_table(header, [row(result, point, currents) for point in shown])
    if len(shown) < result.n_points:
        print(f"  ... {result.n_points - len(shown)} more (--all)")


main()

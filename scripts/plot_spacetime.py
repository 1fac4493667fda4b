#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""Space-time density plot of one observable, q(x, t) = q(zeta = x/t), with the light cone.

plot_spacetime.py RESULT.h5 OBSERVABLE [gamma_over_pi=1/3 left_beta=1 ...] [--time 50] [--output NAME]      writes NAME.png and NAME.pdf
"""

import argparse
import os
import sys

import matplotlib.pyplot as plt
import numpy as np

import xxzghd
from plot_style import anisotropy, quantity, save, start, values_from_words


def figure(point, name, time):
    result, cone = point.result, point.light_cone()
    reach = 1.25 * max(abs(v) for v in cone or point.zeta)
    x = np.linspace(-reach * time, reach * time, 801)
    t = np.linspace(0, time, 401)[1:]
    values = np.array([point.at(name, x, now) for now in t])
    fig, axes = plt.subplots(figsize=(3.7, 2.9), layout="constrained")
    image = axes.pcolormesh(x, t, np.ma.masked_invalid(values), cmap="cividis", shading="nearest", rasterized=True)
    for edge in cone or ():
        axes.plot([0, edge * time], [0, time], color="white", linewidth=2.2)
        axes.plot([0, edge * time], [0, time], color="black", linewidth=1.1, linestyle="--")
    axes.set(xlim=(x[0], x[-1]), ylim=(0, time), xlabel="$x$  [lattice spacings]", ylabel=r"$t\ \ [1/J]$", title=anisotropy(result, point.number))
    fig.colorbar(image, label=quantity(name, result.unit(name)), aspect=30)
    return fig


def main():
    parser = argparse.ArgumentParser(description="space-time density plot of an observable of a result file of xxz-ghd; the dashed lines are the light cone")
    parser.add_argument("file")
    parser.add_argument("observable")
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="parameters of the point to draw")
    parser.add_argument("--time", type=float, default=50, help="latest time, in 1/J (default 50)")
    parser.add_argument("--output", metavar="NAME", help="figures NAME.png and NAME.pdf (default: name of the file, then _spacetime_OBSERVABLE)")
    arguments = parser.parse_args()
    result = xxzghd.open_or_exit(arguments.file)
    try:
        point = result.point(**values_from_words(arguments.values))
        if not result.n_rays or not np.any(point.good & np.isfinite(point[arguments.observable])):
            sys.exit(f"{arguments.file}: no ray is computed yet")
    except LookupError as problem:
        sys.exit(f"{arguments.file}: {problem.args[0]}")
    start()
    save(figure(point, arguments.observable, arguments.time), arguments.output or f"{os.path.splitext(arguments.file)[0]}_spacetime_{arguments.observable}")


main()

#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""One observable against one or two swept parameters: lines or a heat map.

plot_sweep.py RESULT.h5 OBSERVABLE --x left_beta [--y delta] [--side left|right] [--zeta 0.3] [NAME=VALUE ...] [--lines] [--output NAME]

With --side the value in the stationary state of that side, else that of the profile at zeta (default 0). NAME=VALUE fixes other swept parameters.
Writes NAME.png and NAME.pdf.
"""

import argparse
import os
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np

import xxzghd
from plot_style import COLOURS, DASHES, MARKERS, parameter_label, quantity, save, start, symbol, values_from_words


def value(point, name, side, zeta):
    if side:
        number = point.bulk(side, name)
        if number is None:
            raise LookupError(f"no {name} in the state of the {side} side")
        return number
    if not point.result.n_rays:
        raise LookupError("the file has no rays; --side left or --side right draws a stationary state")
    return float(point.at(name, zeta, 1.0))


def table(points, names, observable, side, zeta):
    """Axes (sorted values of each parameter) and the values on their product; NaN where the sweep has no point."""
    rows = [tuple(point.parameters[name] for name in names) for point in points]
    axes = [np.array(sorted(set(column))) for column in zip(*rows)]
    values = np.full([len(a) for a in axes], np.nan)
    for row, point in zip(rows, points):
        place = tuple(np.searchsorted(a, v) for a, v in zip(axes, row))
        if not np.isnan(values[place]):
            raise LookupError(f"several points have {', '.join(f'{n}={v:g}' for n, v in zip(names, row))}; fix the other parameters with NAME=VALUE:\n"
                              f"{point.result.listing([p.number for p, r in zip(points, rows) if r == row])}")  # fmt: skip
        values[place] = value(point, observable, side, zeta)
    return axes, values


def logarithmic(values):
    """Whether the values of a parameter are spaced evenly in their logarithms, and not evenly."""
    if len(values) < 3 or np.min(values) <= 0:
        return False
    steps, ratios = np.diff(values), np.diff(np.log(values))
    return np.ptp(ratios) < 1e-6 * np.max(ratios) and np.ptp(steps) > 1e-6 * np.max(steps)


def edges(centres):
    """Borders between the cells of a heat map."""
    if len(centres) == 1:
        return centres[0] + np.array([-0.5, 0.5])
    if logarithmic(centres):
        ratio = np.sqrt(centres[1] / centres[0])
        return np.append(centres / ratio, centres[-1] * ratio)
    middle = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]])


def draw_lines(fig, panel, names, axes, values):
    table = values if len(axes) == 2 else values[:, None]
    if table.shape[1] > len(COLOURS):
        scale = matplotlib.cm.ScalarMappable(matplotlib.colors.Normalize(axes[1][0], axes[1][-1]), "viridis")
        for second, column in zip(axes[1], table.T):
            panel.plot(axes[0], column, color=scale.to_rgba(second), linewidth=0.9)
        fig.colorbar(scale, ax=panel, label=parameter_label(names[1]))
        return
    for number, column in enumerate(table.T):
        few = {"marker": MARKERS[number], "markersize": 3.5, "markerfacecolor": "white"} if len(axes[0]) <= 12 else {}
        label = f"${symbol(names[1])} = {axes[1][number]:.5g}$" if len(axes) == 2 else None
        panel.plot(axes[0], column, color=COLOURS[number], dashes=DASHES[number], label=label, **few)
    if len(axes) == 2:
        panel.legend(frameon=False, handlelength=2.6)


def figure(names, axes, values, label, lines):
    fig, panel = plt.subplots(figsize=(3.6, 2.7), layout="constrained")
    panel.set_xlabel(parameter_label(names[0]))
    panel.set_xscale("log" if logarithmic(axes[0]) else "linear")
    if len(names) == 1 or lines:
        draw_lines(fig, panel, names, axes, values)
        panel.set_ylabel(label)
        panel.margins(x=0.02)
        return fig
    signed = np.nanmin(values) < 0 < np.nanmax(values)  # then white is zero
    largest = np.nanmax(np.abs(values))
    colours = {"cmap": "PuOr", "vmin": -largest, "vmax": largest} if signed else {"cmap": "cividis"}
    image = panel.pcolormesh(edges(axes[0]), edges(axes[1]), np.ma.masked_invalid(values.T), rasterized=True, **colours)
    panel.set_ylabel(parameter_label(names[1]))
    panel.set_yscale("log" if logarithmic(axes[1]) else "linear")
    fig.colorbar(image, label=label, aspect=30)
    return fig


def main():
    parser = argparse.ArgumentParser(description="an observable of a result file of xxz-ghd against one or two swept parameters: lines or a heat map")
    parser.add_argument("file")
    parser.add_argument("observable")
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="values of other swept parameters")
    parser.add_argument("--x", required=True, metavar="NAME", help="first parameter: delta, left_beta, ...")
    parser.add_argument("--y", metavar="NAME", help="second parameter")
    parser.add_argument("--side", choices=("left", "right"), help="the stationary state of this side")
    parser.add_argument("--zeta", type=float, default=0.0, help="the profile here (default 0)")
    parser.add_argument("--lines", action="store_true", help="two parameters: a line for each value of the second, no heat map")
    parser.add_argument("--output", metavar="NAME", help="figures NAME.png and NAME.pdf (default: name of the file, then _sweep_OBSERVABLE)")
    arguments = parser.parse_intermixed_args()
    result = xxzghd.open_or_exit(arguments.file)
    names = [name for name in (arguments.x, arguments.y) if name]
    try:
        for name in names:
            if name not in result.parameters():
                raise LookupError(f"no parameter {name}; there are {', '.join(result.parameters())}")
        if arguments.observable not in result.quantities("bulk/left"):
            raise LookupError(f"no {arguments.observable}; there are {', '.join(result.quantities('bulk/left'))}")
        points = result.points(**values_from_words(arguments.values))
        if not points:
            raise LookupError(f"no point has {' '.join(arguments.values)}; there are\n{result.listing(range(result.n_points))}")
        axes, values = table(points, names, arguments.observable, arguments.side, arguments.zeta)
    except LookupError as problem:
        sys.exit(f"{arguments.file}: {problem.args[0]}")
    if not np.any(np.isfinite(values)):
        sys.exit(f"{arguments.file}: none of these values is computed")
    unit = xxzghd.text(result.file["bulk/left"][arguments.observable].attrs["unit"])
    where = f"{arguments.side} state" if arguments.side else rf"$\zeta = {arguments.zeta:g}\,J$"
    start()
    fig = figure(names, axes, values, f"{quantity(arguments.observable, unit)},  {where}", arguments.lines)
    save(fig, arguments.output or f"{os.path.splitext(arguments.file)[0]}_sweep_{arguments.observable}")


main()

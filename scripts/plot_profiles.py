#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
"""Profiles of densities and currents against zeta = x/t: one curve for each point of a result file.

plot_profiles.py RESULT.h5 [--observables q1 q2 q3] [--points 0 2 5] [--output NAME]      writes NAME.png and NAME.pdf
"""

import argparse
import os
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D

import xxzghd
from plot_style import COLOURS, DASHES, anisotropy, letters, quantity, save, start, symbol

FIRST = ("q1", "q2", "q3", "sz", "entropy")  # what is drawn if nobody asks for more


def varies(result, name, points):
    values = [result.profile(name, point) for point in points]
    return any(np.nanmax(v, initial=-np.inf) - np.nanmin(v, initial=np.inf) > 1e-9 for v in values)


def pairs(result, points, wanted):
    """(density, current) of each column of panels; None where the file has only one of them. Not asked for any: the first three that depend on zeta."""
    densities = list(dict.fromkeys(xxzghd.density_of(name) or name for name in wanted or result.observables_in_order(FIRST)))
    found = lambda name: name if name in result.observables else None
    columns = [(found(name), found(xxzghd.current_of(name))) for name in densities]
    if not wanted:
        lively = [column for column in columns if any(name and varies(result, name, points) for name in column)]
        columns = (lively or columns)[:3]
    return columns


def values_text(result, columns, point):
    return ", ".join(f"${symbol(c)} = {result.column[c][point]:.6g}$" for c in columns)


def axes_and_constants(result, points):
    """Columns of /points that tell the curves apart, and those that all curves share (zero fields are not worth a word)."""
    columns = [f"{side}_{name}" for side in ("left", "right") for name in result.state_parameters(side)]
    swept = [c for c in columns if len(set(result.column[c][points])) > 1]
    fixed = [c for c in columns if c not in swept and (result.column[c][points[0]] != 0 or not c.endswith("_field"))]
    return swept, fixed


def curve_labels(result, points, swept):
    one_delta = len(set(result.column["delta"][points])) == 1
    names = []
    for point in points:
        parts = [] if one_delta and swept else [anisotropy(result, point)]
        names.append(", ".join(parts + ([values_text(result, swept, point)] if swept else [])))
    return names


def sides(result, points, fixed, one_delta):
    """What all curves share, for the line above the panels."""
    parts = []
    for side in ("left", "right"):
        state = result.state(side)
        values = values_text(result, [c for c in fixed if c.startswith(side)], points[0])
        if state or values:
            parts.append(f"{side}: " + " ".join(filter(None, [state, values])))
    if one_delta:
        parts.append(anisotropy(result, points[0]))
    return ";  ".join(parts)


def curve(result, name, point, reach):
    """zeta and values of one curve. Rays chosen by the program end where the profile does; from there to +-reach it is that of the stationary states."""
    zeta, value = result.zeta(point), result.profile(name, point)
    if not result.auto_rays or result.light_cone(point) is None:
        return zeta, value
    left, right = (result.bulk(side, name, point) for side in ("left", "right"))
    return np.concatenate([[-reach, zeta[0]], zeta, [zeta[-1], reach]]), np.concatenate([[left, left], value, [right, right]])


def draw_curve(axes, result, name, point, reach, style):
    zeta, value = curve(result, name, point, reach)
    axes.plot(zeta, value, **style)
    for edge, side in zip(result.light_cone(point) or (), ("left", "right")):
        if zeta.min() <= edge <= zeta.max():
            height = result.bulk(side, name, point)
            axes.plot(edge, height, "o", markersize=3.6, markerfacecolor="white", markeredgecolor=style["color"], markeredgewidth=0.9, zorder=5)


def curve_styles(result, points, swept):
    """Few curves: a colour and a dash each. Many: a colour scale along the first swept quantity. Returns styles and the scale or None."""
    if len(points) <= len(COLOURS):
        return [{"color": c, "dashes": d} for c, d, _ in zip(COLOURS, DASHES, points)], None
    column = swept[0] if swept else "delta"
    value = result.column[column][points]
    scale = matplotlib.cm.ScalarMappable(matplotlib.colors.Normalize(value.min(), value.max()), "viridis")
    return [{"color": scale.to_rgba(v), "linewidth": 0.9} for v in value], (scale, r"$\Delta$" if column == "delta" else f"${symbol(column)}$")


def draw_panel(axes, result, name, points, styles):
    reach = 1.12 * max((max(abs(v) for v in result.light_cone(point) or (0,)) for point in points))
    for point, style in zip(points, styles):
        draw_curve(axes, result, name, point, reach, style)
    axes.axvline(0, color="0.8", linewidth=0.5, zorder=0)
    axes.set_ylabel(quantity(name, result.unit(name)))
    low, high = axes.get_ylim()
    if high - low < 1e-9:  # a constant: without this the axis would show rounding
        axes.set_ylim(low - 0.05, high + 0.05)
    axes.ticklabel_format(axis="y", style="sci", scilimits=(-2, 3), useMathText=True)
    axes.margins(x=0)


def figure(result, points, wanted):
    columns = pairs(result, points, wanted)
    swept, fixed = axes_and_constants(result, points)
    one_delta = len(set(result.column["delta"][points])) == 1
    styles, scale = curve_styles(result, points, swept)
    with_currents = any(current for _, current in columns)
    fig, grid = plt.subplots(1 + with_currents, len(columns), sharex=True, squeeze=False, layout="constrained",
                             figsize=(max(3.4, 2.36 * len(columns)), 1.8 * (1 + with_currents)))  # fmt: skip
    for panels, names in zip(grid.T, columns):
        for axes, name in zip(panels, names):
            if name:
                draw_panel(axes, result, name, points, styles)
            else:
                axes.set_visible(False)
        visible = [axes for axes in panels if axes.get_visible()]
        visible[-1].set_xlabel(r"$\zeta = x/t\ \ [J]$")
        visible[-1].tick_params(labelbottom=True)
    letters(grid.flat)
    if scale:
        fig.colorbar(scale[0], ax=grid, label=scale[1], aspect=40, pad=0.01)
        handles = []
    else:
        handles = [Line2D([], [], label=name, **style) for name, style in zip(curve_labels(result, points, swept), styles)]
    handles.append(Line2D([], [], linestyle="none", marker="o", markersize=3.6, markerfacecolor="white", markeredgecolor="0.3", label="edge of the light cone"))
    fig.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=min(len(handles), len(columns) + 1), frameon=False, handlelength=2.6, columnspacing=1.6,
               title=sides(result, points, fixed, one_delta and bool(swept)), title_fontsize=9)  # fmt: skip
    return fig


def main():
    parser = argparse.ArgumentParser(description="profiles of densities and currents of a result file of xxz-ghd")
    parser.add_argument("file")
    parser.add_argument("--observables", nargs="+", metavar="NAME", help="default: the first three densities that depend on zeta, with their currents")
    parser.add_argument("--points", metavar="N,N,...", help="points to draw, counted from 0 (default: all)")
    parser.add_argument("--output", metavar="NAME", help="figures NAME.png and NAME.pdf (default: name of the file)")
    arguments = parser.parse_args()

    result = xxzghd.open_or_exit(arguments.file)
    points = [int(p) for p in arguments.points.split(",")] if arguments.points else list(range(result.n_points))
    unknown = [n for n in arguments.observables or () if n not in result.observables]
    if unknown:
        sys.exit(f"{arguments.file} has no {', '.join(unknown)}; it has {', '.join(result.observables)}")
    if not all(0 <= p < result.n_points for p in points):
        sys.exit(f"{arguments.file} has the points 0 to {result.n_points - 1}")
    if result.n_rays == 0 or not np.any(result.status[points] > 0):
        sys.exit(f"{arguments.file}: no ray is computed yet")
    start()
    fig = figure(result, points, arguments.observables)
    save(fig, arguments.output or os.path.splitext(arguments.file)[0])


main()

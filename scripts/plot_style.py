"""What all figures of xxz-ghd have in common: colours, dashes, fonts, symbols, units, PNG and PDF."""

import os
import re
import string

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Okabe and Ito's palette: told apart by colour-blind readers; the dashes tell them apart in grey print.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ((), (5, 1.2), (5, 1.2, 1, 1.2), (2, 1), (7, 1.2, 1, 1.2, 1, 1.2), (1, 1), (9, 2))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
SYMBOL = {
    "delta": r"\Delta",
    "sz": "s^z", "js": "j_s", "entropy": r"s_\mathrm{YY}", "entropy_current": r"j_\mathrm{YY}",
    "left_beta": r"\beta_L", "right_beta": r"\beta_R", "left_field": "h_L", "right_field": "h_R",
    "left_mu": r"\mu_L", "right_mu": r"\mu_R", "left_angle": r"\vartheta_L", "right_angle": r"\vartheta_R",
}  # fmt: skip
PARAMETER_UNIT = {"beta": "1/J", "field": "J"}
STYLE = {
    "font.family": "serif", "font.serif": ["STIXGeneral", "DejaVu Serif"], "mathtext.fontset": "stix", "font.size": 9,
    "axes.labelsize": 10, "xtick.labelsize": 8, "ytick.labelsize": 8, "legend.fontsize": 9,
    "axes.linewidth": 0.6, "xtick.direction": "in", "ytick.direction": "in", "xtick.top": True, "ytick.right": True,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "lines.linewidth": 1.3, "pdf.fonttype": 42, "savefig.dpi": 300,
}  # fmt: skip


def unit_text(unit):
    return "" if unit in ("", "1") else rf"\ \ [{unit}]"


def symbol(name):
    """In TeX: q1 -> q_1, j1_d3 -> j_1^{(1)} (spin s = 1 of the auxiliary space of dimension 3)."""
    charge = re.fullmatch(r"([qj])(\d+)(?:_d(\d+))?(_traceless)?", name)
    if charge:
        letter, number, dimension, traceless = charge.groups()
        spin = "" if dimension is None else f"^{{({int(dimension) - 1}/2)}}" if int(dimension) % 2 == 0 else f"^{{({(int(dimension) - 1) // 2})}}"
        return (rf"\tilde{{{letter}}}" if traceless else letter) + f"_{{{number}}}{spin}"
    return SYMBOL.get(name, rf"\mathrm{{{name.replace('_', ' ')}}}")


def quantity(name, unit):
    """Label of an axis: expectation value and unit."""
    return rf"$\langle {symbol(name)} \rangle{unit_text(unit)}$"


def parameter_label(name):
    return f"${symbol(name)}{unit_text(PARAMETER_UNIT.get(name.split('_')[-1], '1'))}$"


def anisotropy(result, point):
    num, den = result.gamma_over_pi(point)
    numerator = r"\pi" if num == 1 else rf"{num}\pi"
    return rf"$\Delta = {result.column['delta'][point]:.4g}$ $(\gamma = {numerator}/{den})$"


def letters(panels):
    """(a), (b), ... above the panels that are shown."""
    for letter, panel in zip(string.ascii_lowercase, (panel for panel in panels if panel.get_visible())):
        panel.set_title(f"({letter})", loc="right", fontsize=8, pad=3)


def values_from_words(words):
    """["gamma_over_pi=1/3", "left_beta=1"] as arguments of Result.point."""
    values = {}
    for word in words:
        name, equals, value = word.partition("=")
        try:
            values[name] = value if name == "gamma_over_pi" else float(value)
        except ValueError:
            equals = ""
        if not equals:
            raise LookupError(f"{word} is not NAME=VALUE")
    return values


def start():
    plt.rcParams.update(STYLE)


def save(fig, name):
    """NAME.png and NAME.pdf, without a date in them: the same numbers give the same bytes."""
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    for extension, metadata in (("png", {"Software": None}), ("pdf", {"CreationDate": None})):
        fig.savefig(f"{name}.{extension}", bbox_inches="tight", pad_inches=0.03, metadata=metadata)
    plt.close(fig)
    print(f"{name}.png, {name}.pdf")

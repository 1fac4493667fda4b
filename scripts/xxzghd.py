"""Reading result files of xxz-ghd.

    import xxzghd
    result = xxzghd.open("result.h5")
    point = result.point(gamma_over_pi="1/3", left_beta=1.0)
    zeta, j1, error = point.zeta, point["j1"], point.error("j1")      # NumPy; NaN where a ray is not computed or did not converge
    x, q1 = point.at_time("q1", t=50)                                 # the profile at time t
    point.at("q1", x=3.0, t=50)                                       # q1(x, t), also outside the rays of the file
    point.integrate("q1"), point.average("q1")                        # over zeta = x/t, with the weights of the file
    point.conservation("q1", "j1")                                    # violation of the continuity equation
    point.species, point.distribution("rho", ray=10)                  # with output: {state: true}: strings, and functions of result.rapidity
    point.jumps(ray=10), point.contributions("q1", ray="left")        # on a ray of the file, or in the stationary state of a side
    result.to_xarray()                                                # all profiles with named coordinates, if xarray is there

Units: J = hbar = k_B = lattice spacing = 1.
"""

import re
import sys
from fractions import Fraction

import h5py
import numpy as np

# Densities whose currents are not called j instead of q.
CURRENTS = {"sz": "js", "entropy": "entropy_current"}


def current_of(density):
    """Name of the current of a density: q1 -> j1, q1_d3 -> j1_d3, sz -> js; None if there is none of that kind."""
    return CURRENTS.get(density) or ("j" + density[1:] if re.match(r"q\d", density) else None)


def density_of(current):
    """Name of the density that belongs to a current; None if it is no current."""
    named = {j: q for q, j in CURRENTS.items()}
    return named.get(current) or ("q" + current[1:] if re.match(r"j\d", current) else None)


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


class Result:
    """A result file, open for reading (also while a run writes it). Points are numbered from 0 as in the file."""

    def __init__(self, path):
        self.file = h5py.File(path, "r")
        if text(self.file.attrs.get("format", "")) != "xxz-ghd":
            raise OSError(f"{path} is not a result file of xxz-ghd")
        self.title = text(self.file.attrs.get("title", ""))
        self.column = {name: data[...] for name, data in self.file["points"].items()}
        self.n_points = len(self.column["delta"])
        self.status = self.file["status"][...] if "status" in self.file else np.zeros((self.n_points, 0), int)  # rays: none
        self.n_rays = self.status.shape[1]
        self.auto_rays = self.n_rays > 0 and self.file["rays/zeta"].ndim == 2
        self.observables = self.quantities("profiles")

    def quantities(self, group):
        """Names of what a group holds with error estimates: observables."""
        names = self.file.get(group, {})
        return [name for name in names if name + "_error" in names]

    def observables_in_order(self, first):
        """All observables, those named in `first` before the others."""
        return [name for name in first if name in self.observables] + [name for name in self.observables if name not in first]

    def zeta(self, point):
        """[n_rays] in J (lattice spacing 1)."""
        zeta = self.file["rays/zeta"][...]
        return zeta if zeta.ndim == 1 else zeta[point]

    def profile(self, name, point):
        """[n_rays]; NaN where a ray is not computed or did not converge."""
        return np.where(self.status[point] > 0, self.file["profiles"][name][point], np.nan)

    def unit(self, name):
        return text(self.file["profiles"][name].attrs["unit"])

    def bulk(self, side, name, point):
        """Value in the stationary state of a side ("left" or "right"); None if there is none."""
        data = self.file.get(f"bulk/{side}/{name}")
        return None if data is None else float(data[point])

    def light_cone(self, point):
        """The profile changes only at -v_left < zeta < v_right; None if there is no right side."""
        left, right = (self.bulk(side, "light_cone", point) for side in ("left", "right"))
        return None if left is None or right is None else (-left, right)

    def worst_error(self, point):
        """Largest error estimate and largest violation of an identity: of the two stationary states and of all rays."""
        largest = lambda data: float(np.nanmax(data, initial=0.0))
        groups = [group for group in ("profiles", "bulk/left", "bulk/right") if group in self.file]
        errors = [largest(self.file[f"{group}/{name}_error"][point]) for group in groups for name in self.quantities(group)]
        identities = [f"{group}/identity_error" for group in groups if group != "profiles"] + ["identity_error"] * (self.n_rays > 0)
        return max(errors), max(largest(self.file[name][point]) for name in identities)

    @property
    def rapidity(self):
        """Where the functions of `output: {state: true}` are given."""
        return self.states()["lambda"][...]

    def states(self):
        if "state" not in self.file:
            raise LookupError("the file has no states; they are written with  output: {state: true}")
        return self.file["state"]

    def state(self, side):
        """Kind of state of a side in words: "thermal", "polarised up"; what is too long for a label (a vector) is left out."""
        parameters = self.file.get(f"parameters/{side}", {})
        words = [text(parameters[key][()]) for key in parameters if key != "state" and key not in self.state_parameters(side)]
        words = [word for word in words if len(word) <= 24]
        kind = text(parameters["state"][()]) if "state" in parameters else ""
        return " ".join([kind.replace("_", " "), *words]).strip()

    def state_parameters(self, side):
        """Names of the columns of /points that describe a side, without their prefix: ["beta", "field"]."""
        return [name[len(side) + 1 :] for name in self.column if name.startswith(side + "_")]

    def gamma_over_pi(self, point):
        return int(self.column["gamma_over_pi_num"][point]), int(self.column["gamma_over_pi_den"][point])


    def point(self, number=None, **values):
        """The one point with this number, or with these values of the columns of /points: point(gamma_over_pi="1/3", left_beta=1.0).
        Raises LookupError, which lists what there is, if it is none or several."""
        if number is not None:
            if not 0 <= number < self.n_points:
                raise LookupError(f"the file has the points 0 to {self.n_points - 1}")
            return Point(self, number)
        found = self.points(**values)
        asked = ", ".join(f"{name}={value}" for name, value in values.items()) or "nothing"
        if not found:
            raise LookupError(f"no point has {asked}; there are\n{self.listing(range(self.n_points))}")
        if len(found) > 1:
            raise LookupError(f"{asked} leaves {len(found)} points; say which of\n{self.listing([p.number for p in found])}")
        return found[0]

    def points(self, **values):
        """All points with these values, in the order of the file; all points of the file without values."""
        keep = np.ones(self.n_points, bool)
        for name, value in values.items():
            if name == "gamma_over_pi":
                fraction = Fraction(value).limit_denominator(1000)
                keep &= (self.column["gamma_over_pi_num"] == fraction.numerator) & (self.column["gamma_over_pi_den"] == fraction.denominator)
            elif name in self.column:
                keep &= np.isclose(self.column[name], value, rtol=1e-12, atol=1e-14)
            else:
                raise LookupError(f"no parameter {name}; there are gamma_over_pi, {', '.join(self.parameters())}")
        return [Point(self, n) for n in np.flatnonzero(keep)]

    def parameters(self):
        """Columns of /points that people think in."""
        return [name for name in self.column if name not in ("point", "gamma_over_pi_num", "gamma_over_pi_den")]

    def listing(self, numbers, most=20):
        lines = ["  " + ", ".join(f"{k}={v}" for k, v in Point(self, n).parameters.items()) for n in list(numbers)[:most]]
        return "\n".join(lines + [f"  ... {len(numbers) - most} more"] * (len(numbers) > most))

    def to_xarray(self):
        """xarray.Dataset [point, ray] of all profiles and their errors, with zeta, the columns of /points and good as coordinates."""
        import xarray

        zeta = np.array([self.zeta(n) for n in range(self.n_points)])
        coordinates = {name: ("point", self.column[name]) for name in self.column if name != "point"}
        coordinates.update(zeta=(("point", "ray"), zeta, {"unit": "J"}), good=(("point", "ray"), self.status > 0))
        values = {}
        for name in self.observables:
            attributes = {k: text(self.file["profiles"][name].attrs[k]) for k in ("unit", "long_name", "formula")}
            values[name] = (("point", "ray"), np.array([self.profile(name, n) for n in range(self.n_points)]), attributes)
            values[name + "_error"] = (("point", "ray"), self.file["profiles"][name + "_error"][...], {"unit": attributes["unit"]})
        return xarray.Dataset(values, coordinates, {"title": self.title})


class Point:
    """One point of a sweep: all of its rays and both of its stationary states."""

    def __init__(self, result, number):
        self.result, self.number = result, int(number)
        self.parameters = {"gamma_over_pi": "{}/{}".format(*result.gamma_over_pi(number))}
        self.parameters.update({name: float(result.column[name][number]) for name in result.parameters()})
        if result.n_rays:
            self.good = result.status[number] > 0
            self.zeta = result.zeta(number)
            weight = result.file["rays/weight"][...]
            self.weight = weight if weight.ndim == 1 else weight[number]

    def __getitem__(self, name):
        """[n_rays] profile of an observable; NaN on rays that are not good."""
        if name not in self.result.observables:
            raise LookupError(f"no profile {name}; there are {', '.join(self.result.observables)}")
        return self.result.profile(name, self.number)

    def error(self, name):
        """[n_rays] error estimate of a profile."""
        return self.result.file["profiles"][name + "_error"][self.number]

    def bulk(self, side, name):
        return self.result.bulk(side, name, self.number)

    def light_cone(self):
        return self.result.light_cone(self.number)

    def reach(self):
        """Between which zeta the rays of the file tell the profile: with `rays: {auto: N}` from one of its ends to the other."""
        if not self.result.auto_rays:
            return float(self.zeta[0]), float(self.zeta[-1])
        return tuple(float(sign * np.sum(self.weight[sign * self.zeta > 0])) for sign in (-1, 1))  # their intervals end at 0

    def nearest(self, zeta):
        """Number of the converged ray nearest to zeta."""
        if not self.result.n_rays or not self.good.any():
            raise LookupError("no ray of this point is computed yet")
        return int(np.argmin(np.where(self.good, np.abs(self.zeta - zeta), np.inf)))

    @property
    def species(self):
        """[(length, parity, sign)] of the strings of this chain."""
        columns = (self.result.states()["string_" + name][self.number] for name in ("length", "parity", "sign"))
        return [tuple(map(int, row)) for row in zip(*columns) if row[0]]

    def of_species(self, name, ray):
        """What /state (ray: a number, None for all rays) or /bulk (ray: "left" or "right") holds of every species."""
        group = self.result.states() if ray is None or not isinstance(ray, str) else self.result.file["bulk/" + ray]
        if name not in group:
            raise LookupError(f"no {name} among {', '.join(group)}")
        row = (self.number,) if ray is None or isinstance(ray, str) else (self.number, ray)
        return group[name][row]

    def distribution(self, name, ray):
        """[species][rapidity] "filling", "rho", "rho_total" or "velocity" on a ray of the file, or in the stationary state of a side, "left" or "right"."""
        return self.of_species(name, ray)[: len(self.species)]

    def jumps(self, ray):
        """[species] of rapidities at which the filling jumps from one side's to the other's."""
        return [row[np.isfinite(row)] for row in self.of_species("jumps", ray)[: len(self.species)]]

    def contributions(self, name, ray=None):
        """[species], or [ray][species] for all rays: what every species contributes to an observable."""
        parts = self.of_species("contribution_" + name, ray)[..., : len(self.species)]
        return np.where(self.good[:, None], parts, np.nan) if ray is None else parts

    def edges(self, side):
        """[species] of velocities in the stationary state of a side: at rapidity -inf, at extrema, at inf."""
        return [row[np.isfinite(row)] for row in self.of_species("edge_velocity", side) if np.isfinite(row).any()]

    def at_time(self, name, t):
        """x = zeta t and the profile there: q(x, t) on the rays of the file."""
        return self.zeta * t, self[name]

    def at(self, name, x, t):
        """q(x, t) at any x, t > 0: linear between the good rays, the stationary state of its side outside the light cone.
        NaN where neither says anything: inside the light cone beyond the rays of the file."""
        zeta = np.asarray(x, float) / t
        known, values = self.zeta[self.good], self[name][self.good]
        cone, left, right = self.light_cone(), self.bulk("left", name), self.bulk("right", name)
        if cone is not None and self.result.auto_rays:
            cone = self.reach()
            known, values = np.concatenate([[cone[0]], known, [cone[1]]]), np.concatenate([[left], values, [right]])
        value = np.interp(zeta, known, values, left=np.nan, right=np.nan)
        return value if cone is None else np.where(zeta <= cone[0], left, np.where(zeta >= cone[1], right, value))

    def integrate(self, name, function=None):
        """Integral over zeta, with the weights of the file, of a profile or of function(zeta, profile). Exact quadrature with `rays: {auto: N}`, else the
        trapezoidal rule on the rays; NaN if a ray is missing."""
        values = self[name] if function is None else function(self.zeta, self[name])
        return float(np.sum(self.weight * values))

    def average(self, name):
        """Mean over the rays of the file."""
        return self.integrate(name) / float(np.sum(self.weight))

    def conservation(self, density, current=None):
        """int dzeta [q(zeta) - q_L theta(-zeta) - q_R theta(zeta)] - (j_L - j_R): what the continuity equation, integrated over the light cone, makes zero.
        Needs both stationary states and rays from one edge of the light cone to the other."""
        current = current or current_of(density)
        if current is None:
            raise LookupError(f"{density} has no current")
        if self.light_cone() is None:
            raise LookupError("the file has no right side")
        q, j = ([self.bulk(side, name) for side in ("left", "right")] for name in (density, current))
        if None in q + j:
            raise LookupError(f"no {density} and {current} in the stationary states; there are {', '.join(self.result.observables)}")
        excess = self.integrate(density, lambda zeta, value: value - np.where(zeta < 0, q[0], np.where(zeta > 0, q[1], (q[0] + q[1]) / 2)))
        return excess - (j[0] - j[1])


def open(path):
    """Result of a file; OSError if it is none."""
    return Result(path)


def open_or_exit(path):
    try:
        return Result(path)
    except (OSError, KeyError) as problem:
        sys.exit(f"{path}: {problem}")

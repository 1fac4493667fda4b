"""Reading result files of xxz-ghd: what summary.py and plot_profiles.py have in common."""

import sys

import h5py
import numpy as np


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

    def state(self, side):
        """Kind of state of a side in words: "thermal", "polarised up"."""
        parameters = self.file.get(f"parameters/{side}", {})
        words = [text(parameters[key][()]) for key in parameters if key != "state" and key not in self.state_parameters(side)]
        kind = text(parameters["state"][()]) if "state" in parameters else ""
        return " ".join([kind.replace("_", " "), *words]).strip()

    def state_parameters(self, side):
        """Names of the columns of /points that describe a side, without their prefix: ["beta", "field"]."""
        return [name[len(side) + 1 :] for name in self.column if name.startswith(side + "_")]

    def gamma_over_pi(self, point):
        return int(self.column["gamma_over_pi_num"][point]), int(self.column["gamma_over_pi_den"][point])


def open_or_exit(path):
    try:
        return Result(path)
    except (OSError, KeyError) as problem:
        sys.exit(f"{path}: {problem}")

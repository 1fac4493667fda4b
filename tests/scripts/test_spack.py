#!/usr/bin/env python3
"""The recipe for Spack, read with directives of ours that take notes: Spack itself is not needed."""
import importlib.util
import os
import re
import subprocess
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from program import end, fact, path

RECIPE = "scripts/spack/packages/xxz-ghd/package.py"
needed = []


class Anything:
    """Stands for what a directive returns, also as a context."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


class MakefilePackage:
    pass


spack = types.ModuleType("spack")
directives = types.ModuleType("spack.package")
directives.MakefilePackage = MakefilePackage
for name in ("version", "variant", "license", "when"):
    setattr(directives, name, lambda *_, **__: Anything())
directives.depends_on = lambda spec, **_: needed.append(re.match(r"[\w-]+", spec).group())
sys.modules.update({"spack": spack, "spack.package": directives})
spec = importlib.util.spec_from_file_location("recipe", RECIPE)
recipe = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recipe)

fact("the recipe builds the checkout that it is part of", os.path.samefile(recipe.XxzGhd.git, os.getcwd()), recipe.XxzGhd.git)

# ---- nothing that scripts/packages.txt lists is forgotten ----

OF_SPACK = {"libopenmpi-dev": "mpi", "libpetsc-real-dev": "petsc", "libhdf5-openmpi-dev": "hdf5", "libfftw3-dev": "fftw", "libgsl-dev": "gsl", "libyaml-dev": "libyaml",
            "liblapack-dev": "lapack", "libopenblas-dev": "blas", "pkg-config": "pkgconfig", "gcc": "c", "git": "git", "python3": "python", "python3-numpy": "py-numpy",
            "python3-h5py": "py-h5py", "python3-matplotlib": "py-matplotlib"}
SPACK_HAS = {"make", "openmpi-bin", "petsc-dev", "libopenblas0-pthread", "hdf5-tools"}  # parts of the above, there or elsewhere
forgotten = []
for line in open("scripts/packages.txt"):
    words = line.split()
    if words and not words[0].startswith("#") and words[-1] not in ("tests", "optional") and words[0] not in SPACK_HAS:
        if OF_SPACK.get(words[0]) not in needed:
            forgotten.append(words[0])
fact("it names everything that scripts/packages.txt lists for the program", not forgotten, forgotten)

# ---- the config.mk that it writes builds ----


class Library:
    """Like Spack's lists of libraries: they add up, and know their flags."""

    def __init__(self, flags):
        self.ld_flags = flags

    def __add__(self, other):
        return Library(self.ld_flags + " " + other.ld_flags)


def of(name):
    return subprocess.run(["pkg-config", "--libs", name], stdout=subprocess.PIPE, text=True).stdout.strip()


subprocess.run(["git", "clone", "--quiet", ".", path("checkout")], check=True)
os.chdir(path("checkout"))
packages = {"mpi": types.SimpleNamespace(mpicc="mpicc"), "lapack": types.SimpleNamespace(libs=Library(of("lapack"))), "blas": types.SimpleNamespace(libs=Library(of("blas")))}
recipe.XxzGhd().edit(packages, path("prefix"))
environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MODE")}
info = subprocess.run(["make", "info"], stdout=subprocess.PIPE, text=True, env=environment).stdout
fact("make takes what it writes: MPI's compiler, pkg-config for the libraries, Spack's flags for LAPACK", "petsc hdf5 fftw3 gsl yaml-0.1" in info and "-llapack" in info, info)
dry = subprocess.run(["make", "--dry-run", "install"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
fact("and installs into the prefix that Spack gives", dry.returncode == 0 and path("prefix") + "/bin" in dry.stdout, dry.stdout[-2000:])
end()

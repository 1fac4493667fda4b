import os

from spack.package import *

try:  # since Spack 1.0 the classes of build systems belong to the builtin repository
    from spack_repo.builtin.build_systems.makefile import MakefilePackage
except ImportError:
    pass


class XxzGhd(MakefilePackage):
    """Exact profiles of charges and currents of joined XXZ spin chains by generalised hydrodynamics."""

    # The checkout that this recipe is part of is the source: the last commit of its branch main.
    git = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 4))
    homepage = "https://doi.org/10.1103/PhysRevLett.117.207201"
    license("MIT")

    version("main", branch="main")

    variant("scripts", default=True, description="with what the Python scripts for figures and summaries need")

    depends_on("c", type="build")
    depends_on("git", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi")
    depends_on("petsc@3.18: +mpi+double~complex")
    depends_on("hdf5@1.10.8: +mpi+hl")
    depends_on("fftw@3:")
    depends_on("gsl")
    depends_on("libyaml")
    depends_on("blas")
    depends_on("lapack")
    with when("+scripts"):
        depends_on("python@3.9:", type="run")
        depends_on("py-numpy", type="run")
        depends_on("py-h5py", type="run")
        depends_on("py-matplotlib", type="run")

    def edit(self, spec, prefix):
        # BLAS and LAPACK have no common pkg-config name: Spack knows how to link them.
        libraries = (spec["lapack"].libs + spec["blas"].libs).ld_flags
        with open("config.mk", "w") as f:
            f.write("CC           = %s\n" % spec["mpi"].mpicc)
            f.write("PKGS         = petsc hdf5 fftw3 gsl yaml-0.1\n")
            f.write("LDLIBS_EXTRA = %s\n" % libraries)
            f.write("PREFIX       = %s\n" % prefix)
            f.write("WERROR       =\n")

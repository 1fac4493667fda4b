#!/usr/bin/env python3
"""The inputs of quenches from a checkout to their result files.
timeout: 200
"""
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import numpy as np
from program import end, fact, path, run, status

INPUT = os.path.abspath("input")
RAYS = "rays=[-0.9, -0.2, 0, 0.4, 1.05]"
CHARGES = "observables=[q1, j1, q2, j2, q3, sz]"

r = run("run", os.path.join(INPUT, "neel_bell.yaml"), "--output", path("nb.h5"), "--set", RAYS, ranks=2)
fact("Neel and Bell run, every ray as exact as asked", r.returncode == 0 and (status(path("nb.h5")) > 0).all(), r.stderr)
with h5py.File(path("nb.h5"), "r") as f:
    delta = f["points/delta"][:]
    left, right = f["bulk/left"], f["bulk/right"]
    fact("their energies are -Delta/2 and -Delta/8 per site, as in the initial states",
         np.allclose(left["q1"][:], -delta / 2, atol=1e-12) and np.allclose(right["q1"][:], -delta / 8, atol=1e-12), (left["q1"][:], right["q1"][:], delta))
    fact("their light cones are those of the table", np.allclose([left["light_cone"][:], right["light_cone"][:]], [[1.026127233932, 0.993103544909], [1.0635757818, 1.010727908331]], atol=1e-9),
         (left["light_cone"][:], right["light_cone"][:]))
    fact("the identities hold in both", (left["identity_error"][:] < 1e-12).all() and (right["identity_error"][:] < 1e-12).all())
    fact("what is no number has no column", sorted(f["points"]) == ["delta", "gamma_over_pi_den", "gamma_over_pi_num", "point"], list(f["points"]))

# the matrix-product state lies beside its input, wherever the program is started
shutil.copytree(INPUT, path("elsewhere"))
mps = path("elsewhere/mps_quench.yaml")
r = run("run", mps, "--output", path("mps.h5"), "--set", RAYS, "--set", CHARGES, "--set", "right={state: tilted_ferromagnet, angle: [0.4, 1.2]}")
fact("a matrix-product state is found beside its input, and joined to a sweep over an angle", r.returncode == 0 and (status(path("mps.h5")) > 0).all(), r.stderr)
with h5py.File(path("mps.h5"), "r") as f:
    fact("the angle is a column of the points", np.allclose(f["points/right_angle"][:], [0.4, 1.2, 0.4, 1.2]), list(f["points"]))
    fact("and the magnetisation is that of the angle", np.allclose(f["bulk/right/sz"][:], 0.5 * np.cos(f["points/right_angle"][:]), atol=1e-11))
    fact("the parameters hold the digest of the file", len(f["parameters/left/file_sha256"][()]) == 64)
same = ["run", mps, "--output", path("mps.h5"), "--resume", "--set", RAYS, "--set", CHARGES, "--set", "right={state: tilted_ferromagnet, angle: [0.4, 1.2]}"]
r = run(*same)
fact("the run can be resumed", r.returncode == 0, r.stderr)
with h5py.File(path("elsewhere/mps_quench.h5"), "r+") as f:
    f["site1/re"][0, 0, 0] += 0.01
r = run(*same)
fact("but not with another state in the same file", r.returncode == 2 and "left.file_sha256" in r.stderr, r.stderr)
os.remove(path("elsewhere/mps_quench.h5"))
r = run("check", mps)
fact("a state that is missing is refused where it is written", r.returncode == 2 and "mps_quench.yaml:13:27: left.file: %s: No such file or directory" % path("elsewhere/mps_quench.h5") in r.stderr, r.stderr)
end()

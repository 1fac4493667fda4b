#!/usr/bin/env python3
"""States that are none, or that cannot be had: every one gets a sentence where it is written, and none a wrong number.
timeout: 200
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.insert(0, "scripts")
import h5py
import numpy as np
import write_mps
from program import end, fact, path, run, status, write

INPUT = """chain: {gamma_over_pi: 1/3}
left: %s
right: {state: infinite_temperature}
rays: [-0.2, 0.3]
observables: [q1, sz]
"""


def check(left):
    return run("check", write("state.yaml", INPUT % left))


def refused(sentence, left, message):
    """Exit status 2 and this message, with the place where the state is written."""
    r = check(left)
    fact(sentence, r.returncode == 2 and message in r.stderr and "state.yaml:2:" in r.stderr and not r.stdout, r.stderr)


def vector(*amplitudes):
    return "{state: product, vector: [%s]}" % ", ".join(amplitudes)


refused("a vector of three amplitudes is no cell", vector("1", "0", "0"), "left.vector: 3 amplitudes are no unit cell; allowed: 2, 4, 8 or 16, for 1 to 4 sites")
refused("nor is one of 32", vector(*["1"] * 32), "left.vector: 32 amplitudes are no unit cell; allowed: 2, 4, 8 or 16, for 1 to 4 sites")
refused("a vector of zeros has no norm", vector("0", "[0, 0]", "0", "0"), "left.vector: the vector has norm zero")
r = check(vector("3", "[0, 4]"))
fact("another norm is divided by, with a notice", r.returncode == 0 and "state.yaml:2:32: notice: left.vector: the amplitudes have norm 5; they are divided by it" in r.stderr, r.stderr)
refused("a temperature below what double precision holds is refused with that reason", "{state: thermal, beta: 1e7}",
        "left.beta: 1e7 is out of range; allowed: -2000 .. 2000 (beyond, double precision cannot hold the fillings)")


def tensors(*site):
    write_mps.write(path("state.h5"), [np.array(a, float) for a in site])
    return "{state: mps, file: state.h5}"


refused("both Neel states at once are not injective", tensors([[[0, 1], [0, 0]], [[0, 0], [1, 0]]]), "left.file: the state is not injective: the second eigenvalue of the transfer matrix of its cell has 1 times")
refused("all up plus all down is not injective", tensors([[[1, 0], [0, 0]], [[0, 0], [0, 1]]]), "left.file: the state is not injective")
refused("tensors that multiply to zero cannot be normalised", tensors([[[0, 1], [0, 0]], [[0, 0], [0, 0]]]), "left.file: the state cannot be normalised: the norm of a long chain of its cells is zero")
refused("a tensor of zeros has no norm", tensors([[[0]], [[0]]]), "left.file: the state has norm zero")
refused("an amplitude that is no number is refused", tensors([[[1]], [[np.nan]]]), "left.file: an amplitude of the state is not finite")
refused("three spin states are a wrong shape", tensors([[[1]], [[1]], [[1]]]), "left.file: dataset site1/re has the shape [3][1][1]; needed: [2][left][right] with bonds of 1 to 32 states")
refused("33 states on a bond are too many", tensors(np.ones((2, 33, 33))), "left.file: dataset site1/re has the shape [2][33][33]; needed: [2][left][right] with bonds of 1 to 32 states")
refused("neighbours must agree about their bond", tensors(np.ones((2, 1, 2)), np.ones((2, 3, 1))), "left.file: the right bond of site1 has dimension 2, the left bond of site2 3")
refused("so must the ends of the cell", tensors(np.ones((2, 1, 2))), "left.file: the bond at the right end of the cell has dimension 2, the one at its left end 1")
left = tensors([[[1, 0.5], [0.2, 0.1]], [[0.3, 0], [0, 1]]])
fact("a good state is taken", check(left).returncode == 0, check(left).stderr)
with h5py.File(path("state.h5"), "r+") as f:
    del f["site1/im"]
refused("a dataset that is missing is named", left, "left.file: dataset site1/im is missing")
with h5py.File(path("state.h5"), "w") as f:
    f["site1/re"] = f["site1/im"] = np.ones(4)
refused("a flat dataset is told from a tensor", left, "left.file: dataset site1/re has 1 dimensions; needed: [2][left][right]")
with h5py.File(path("state.h5"), "w") as f:
    f["site1/re"] = f["site1/im"] = np.full((2, 1, 1), b"up")
refused("words are told from numbers", left, "left.file: dataset site1/re does not hold real numbers")
with h5py.File(path("state.h5"), "w") as f:
    f["A"] = np.ones(3)
refused("a file of something else is told from a state", left, "left.file: it has no group site1")
write("state.h5", "no HDF5")
refused("so is a file that is no HDF5", left, "left.file: it is no HDF5 file")
os.remove(path("state.h5"))
refused("a file that is missing is named", left, "left.file: %s: No such file or directory" % path("state.h5"))

# Spins so little tilted have resonances so narrow that their charges cannot be had to the accuracy asked for.
r = run("run", write("state.yaml", INPUT % "{state: tilted_ferromagnet, angle: 1e-6}"), "--output", path("almost.h5"))
fact("what cannot be had to the accuracy asked for is marked", r.returncode == 3 and (status(path("almost.h5")) < 0).all() and "above the accuracy asked for" in r.stderr, r.stderr)
with h5py.File(path("almost.h5"), "r") as f:
    bulk = f["bulk/left"]
    fact("its errors are at least the violation of its identities", min(bulk["q1_error"][0], bulk["sz_error"][0]) > bulk["identity_error"][0], [(name, bulk[name][0]) for name in bulk])
end()

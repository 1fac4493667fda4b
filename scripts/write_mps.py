#!/bin/sh
"exec" "${0%/*}/python3" "$0" "$@"
HELP = """Writes a translation-invariant matrix-product state for `state: mps {file: OUT.h5}`.

write_mps.py OUT.h5 product AMPLITUDE...                      cell of 1 to 4 sites in the state of 2, 4, 8 or 16 amplitudes (numbers such as 1, -0.5, 0.3+0.1j)
write_mps.py OUT.h5 cooled --delta D --beta B [--bond 8]      exp(-beta H/2) on the Neel state, truncated: the longer, the closer to the ground state of H(D)
write_mps.py OUT.h5 tensors IN.npz                            arrays site1 .. site4 of shape [2, left, right], complex or real

Layout of the file: groups site1 .. site4, as many as the unit cell has sites; in each two datasets of 64-bit floats, `re` and `im`, of shape [2, left, right]: the
tensor A[p, a, b] of the site, p = 0 spin up, 1 spin down; a and b number the bonds to the left and to the right, at most 32 states each. The right bond of the last
site is the left bond of the first. No gauge and no norm is asked for; the state must be injective.

As a module: write_mps.write("OUT.h5", [A1, A2, ..]).
"""

import argparse

import h5py
import numpy as np


def write(path, tensors):
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "xxz-ghd matrix-product state"
        for i, tensor in enumerate(tensors):
            group = file.create_group(f"site{i + 1}")
            group["re"] = np.ascontiguousarray(np.real(tensor), dtype="<f8")
            group["im"] = np.ascontiguousarray(np.imag(tensor), dtype="<f8")


def product(amplitudes):
    """Tensors of a cell in the state of these 2**n amplitudes (first site slowest, up = 0)."""
    n = len(amplitudes).bit_length() - 1
    if n not in (1, 2, 3, 4) or len(amplitudes) != 2**n:
        raise SystemExit("a cell of 1 to 4 sites has 2, 4, 8 or 16 amplitudes")
    rest, tensors = np.asarray(amplitudes, complex).reshape(1, -1), []
    for _ in range(n - 1):
        u, s, v = np.linalg.svd(rest.reshape(2 * rest.shape[0], -1), full_matrices=False)
        kept = int(np.sum(s > 1e-15 * s[0]))
        tensors.append(u[:, :kept].reshape(-1, 2, kept).transpose(1, 0, 2))
        rest = s[:kept, None] * v[:kept]
    return [*tensors, rest.reshape(-1, 2, 1).transpose(1, 0, 2)]


def bond_hamiltonian(delta):
    """sx sx + sy sy + delta sz sz of two neighbours."""
    h = np.diag([delta, -delta, -delta, delta]) / 4
    h[1, 2] = h[2, 1] = 0.5
    return h


class Chain:
    """Cell of two sites in Vidal's form: G[0] L[0] G[1] L[1], L[i] the Schmidt values of the bond to the right of site i."""

    def __init__(self):
        self.G = [np.zeros((1, 2, 1)), np.zeros((1, 2, 1))]
        self.G[0][0, 0, 0] = self.G[1][0, 1, 0] = 1.0
        self.L = [np.ones(1), np.ones(1)]

    def apply(self, i, gate, most):
        """Gate on site i and its right neighbour, truncated to at most `most` Schmidt values."""
        j = 1 - i
        theta = np.einsum("a,apb,b,bqc,c->apqc", self.L[j], self.G[i], self.L[i], self.G[j], self.L[j])
        theta = np.einsum("pqrs,arsc->apqc", gate.reshape(2, 2, 2, 2), theta)
        left, right = theta.shape[0], theta.shape[3]
        u, s, v = np.linalg.svd(theta.reshape(2 * left, 2 * right), full_matrices=False)
        kept = min(most, int(np.sum(s > 1e-12 * s[0])))
        self.L[i] = s[:kept] / np.linalg.norm(s[:kept])
        self.G[i] = u[:, :kept].reshape(left, 2, kept) / self.L[j][:, None, None]
        self.G[j] = v[:kept].reshape(kept, 2, right) / self.L[j][None, None, :]

    def tensors(self):
        return [(self.G[i] * self.L[i]).transpose(1, 0, 2) for i in range(2)]


def cooled(delta, beta, most, step=0.05):
    """exp(-beta H/2) on the Neel state by a second-order Trotter product, truncated to bond dimension `most`."""
    n = max(1, round(0.5 * beta / step))
    energy, vectors = np.linalg.eigh(bond_hamiltonian(delta))
    half, whole = ((vectors * np.exp(-0.5 * beta / n * part * energy)) @ vectors.T for part in (0.5, 1.0))
    chain = Chain()
    chain.apply(0, half, most)
    for i in range(n):
        chain.apply(1, whole, most)
        chain.apply(0, whole if i < n - 1 else half, most)
    return chain.tensors()


def main():
    parser = argparse.ArgumentParser(description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kind = kinds.add_parser("product", prefix_chars="\0", add_help=False)  # -0.3j is an amplitude, not an option
    kind.add_argument("amplitudes", nargs="+", type=complex)
    kind = kinds.add_parser("cooled")
    kind.add_argument("--delta", type=float, required=True)
    kind.add_argument("--beta", type=float, required=True)
    kind.add_argument("--bond", type=int, default=8)
    kind = kinds.add_parser("tensors")
    kind.add_argument("input")
    arguments = parser.parse_args()
    if arguments.kind == "product":
        tensors = product(arguments.amplitudes)
    elif arguments.kind == "cooled":
        tensors = cooled(arguments.delta, arguments.beta, arguments.bond)
    else:
        with np.load(arguments.input) as arrays:
            tensors = [arrays[name] for name in sorted(arrays)]
    write(arguments.output, tensors)
    print(f"{arguments.output}: {len(tensors)} sites, bonds {' '.join(str(t.shape[1]) for t in tensors)}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes quench_mps.h: two states of bond dimension 8 from scripts/write_mps.py.  make_quench_mps.py > quench_mps.h"""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts"))
import write_mps

print("/* Matrix-product states of bond dimension 8 and two sites, [p][left][right], real, in no particular norm. Written by make_quench_mps.py. */")
for name, delta, beta, comment in (("ground", 2.0, 40.0, "close to the ground state at Delta = 2"), ("cooled", 0.5, 2.0, "exp(-H) on the Neel state at Delta = 1/2")):
    for i, tensor in enumerate(write_mps.cooled(delta, beta, 8)):
        assert tensor.shape == (2, 8, 8)
        numbers = [f"{x:.17g}" for x in np.asarray(tensor).ravel()]
        print(f"\n/* site {i + 1}: {comment} */\nstatic const double quench_mps_{name}_{i + 1}[2 * 64] = {{")
        for row in range(0, len(numbers), 8):
            print("    " + ", ".join(numbers[row : row + 8]) + ",")
        print("};")

#!/usr/bin/env python3
"""Prints a_derivatives.csv: derivatives of order 0..8 in lambda of a_theta = (1/pi) sin theta / (cosh 2 lambda - cos theta), theta = pi t/Q,
by Cauchy's integral of the definition itself with 120 digits. Needs mpmath."""
import mpmath as mp

mp.mp.dps = 120
cases = [
    (2, [1, 3], ["0", "0.3", "-2.5", "20"]),
    (3, [1, 2, 4, 5], ["0", "0.7", "-9"]),
    (5, [2, 4, 7], ["1e-3", "-0.35", "4", "150"]),
    (23, [1, 11, 22, 45], ["0", "0.01", "-0.068", "1.1", "13"]),
    (997, [1, 500, 996, 998, 1993], ["1e-9", "1e-3", "-0.4", "6"]),
]
print("# Q, t, lambda, a, a', a'', ... a^(8): made by make_a_derivatives.py")
for Q, angles, rapidities in cases:
    for t in angles:
        theta = mp.pi * t / Q
        for x in rapidities:
            lam = mp.mpf(float(x))  # the double that the program gets
            a = lambda u: mp.sin(theta) / mp.pi / (mp.cosh(2 * u) - mp.cos(theta))
            # Cauchy's integral on a circle inside the strip of analyticity: the trapezoid rule converges geometrically.
            radius = min(theta, 2 * mp.pi - theta) / 8
            points = 96
            samples = [a(lam + radius * mp.expjpi(mp.mpf(2 * k) / points)) for k in range(points)]
            values = [
                mp.factorial(n) / radius**n * mp.fsum(s * mp.expjpi(mp.mpf(-2 * k * n) / points) for k, s in enumerate(samples)).real / points for n in range(9)
            ]
            print(f"{Q},{t},{x}," + ",".join(mp.nstr(v, 20, min_fixed=1, max_fixed=0) if abs(v) > mp.mpf(10) ** -60 * abs(values[0]) else "0" for v in values))

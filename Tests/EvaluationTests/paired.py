"""Prints the reference values of PairedTests.swift: python3 Tests/EvaluationTests/paired.py (needs numpy, scipy)."""
from itertools import product

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binomtest, norm

# McNemar's exact test is the binomial test of the discordant pairs.
for b, c in [(0, 0), (0, 5), (0, 6), (1, 9), (10, 10), (12, 2), (86, 150), (3, 40), (300, 360)]:
    print(f"({b}, {c}, {1.0 if b + c == 0 else float(binomtest(b, b + c).pvalue)!r}),")


def newcombe(a, b, c, d, z):
    """Newcombe (1998), Statistics in Medicine 17:2635, method 10, on a table a b / c d of pairs."""
    n = a + b + c + d

    def wilson(k):
        centre, half = (2 * k + z * z), z * np.sqrt(z * z + 4 * k * (n - k) / n)
        return (centre - half) / (2 * (n + z * z)), (centre + half) / (2 * (n + z * z))

    p1, p2 = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b), wilson(a + c)
    product_ = (a + b) * (c + d) * (a + c) * (b + d)
    numerator = a * d - b * c
    if numerator > n / 2:
        numerator -= n / 2
    elif numerator > 0:
        numerator = 0
    phi = numerator / np.sqrt(product_) if product_ > 0 else 0
    low = np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    high = np.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    return p1 - p2 - low, p1 - p2 + high


for table in [(36, 12, 2, 0), (20, 12, 2, 16), (53, 0, 0, 1), (0, 30, 0, 20), (794, 86, 150, 570), (180, 4, 9, 7)]:
    print(table, [tuple(map(float, newcombe(*table, norm.ppf(q)))) for q in (0.975, 0.995)])

# Random signs, all of them.
darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
for values in [darwin, [1, 1, 1, 1, 1], [5, -3, 2, 0, 0, 1, -1, 4, 2, 2, -2, 1], [0, 0], [3]]:
    moved = [v for v in values if v]
    sums = [sum(s * v for s, v in zip(signs, moved)) for signs in product((1, -1), repeat=len(moved))]
    print(values, sum(abs(s) >= abs(sum(moved)) for s in sums), len(sums))

# Smallest differences: mean of n paired differences, and McNemar's test with a share of discordant pairs.
za, zb = norm.ppf(0.975), norm.ppf(0.8)
for n, deviation in [(100, 1.0), (200, 2.5), (1000, 2.0)]:
    print(n, deviation, repr(float((za + zb) * deviation / np.sqrt(n))))
for n, discordant in [(100, 0.1), (200, 0.5), (200, 0.1), (1000, 0.2), (10, 0.2)]:
    power = lambda d: (za * np.sqrt(discordant) + zb * np.sqrt(discordant - d * d)) ** 2 / n - d * d
    print(n, discordant, repr(float(brentq(power, 1e-12, discordant, xtol=1e-15))) if power(discordant) < 0 else "none")

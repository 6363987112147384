"""Prints the reference values of IntervalTests.swift: python3 Tests/EvaluationTests/intervals.py (needs scipy)."""
from scipy.special import betainc
from scipy.stats import binomtest, norm

for k, n in [(0, 10), (1, 10), (5, 10), (10, 10), (48, 50), (97, 100), (990, 1000), (4999, 5000), (3, 7), (1, 1)]:
    row = [binomtest(k, n).proportion_ci(c, m) for c in (0.95, 0.99) for m in ("wilson", "exact")]
    print(f"({k}, {n}, [{', '.join(f'{float(x)!r}' for i in row for x in (i.low, i.high))}]),")
for x, a, b in [(0.5, 0.5, 0.5), (0.1, 2, 3), (0.9, 2, 3), (0.01, 10, 1000), (0.999, 5000, 2), (0.3334, 1e5, 2e5),
                (1e-6, 0.1, 3)]:
    print(f"({x}, {a}, {b}, {float(betainc(a, b, x))!r}),")
for p in [0.975, 0.995, 0.5, 0.0001, 1e-12, 0.9]:
    print(f"({p}, {float(norm.ppf(p))!r}),")

"""The exact Mann-Kendall test for trend in a short series."""

import numpy as np


def mann_kendall_p(values: np.ndarray) -> float:
    """Exact two-sided p of the Mann-Kendall test for trend, ties allowed.

    values: the series in order of time. S is the number of rising minus the number of falling pairs; p is the
    share of all orders of the same values with |S| at least as large. Raises ValueError for fewer than two values.
    """
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise ValueError("the Mann-Kendall test needs at least two values")
    differences = np.sign(values[None, :] - values[:, None])[np.triu_indices(len(values), 1)]
    s = int(differences.sum())
    counts = np.unique(values, return_counts=True)[1]
    inversions = _orders_by_inversions(counts.tolist())
    untied = len(inversions) - 1  # the pairs of different values
    possible_s = untied - 2 * np.arange(untied + 1)
    extreme = sum(int(n) for n, value in zip(inversions, possible_s, strict=True) if abs(value) >= abs(s))
    return extreme / int(sum(inversions))


def _orders_by_inversions(group_sizes: list[int]) -> list[int]:
    """Number of orders of a multiset by their number of inversions: the q-multinomial (MacMahon 1916)."""
    result = [1]
    total = 0
    for size in group_sizes:
        for k in range(1, size + 1):
            total += 1
            result = _divided(_times(result, total), k)
    return result


def _times(polynomial: list[int], n: int) -> list[int]:
    """polynomial x (1 + q + ... + q^(n-1))"""
    out = [0] * (len(polynomial) + n - 1)
    for power, coefficient in enumerate(polynomial):
        for step in range(n):
            out[power + step] += coefficient
    return out


def _divided(polynomial: list[int], n: int) -> list[int]:
    """polynomial / (1 + q + ... + q^(n-1)), which leaves no remainder here"""
    rest = list(polynomial)
    out = []
    for power in range(len(polynomial) - n + 1):
        coefficient = rest[power]
        out.append(coefficient)
        for step in range(n):
            rest[power + step] -= coefficient
    return out

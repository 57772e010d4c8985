"""The one false-alarm rate of the suite, and how far chance may carry a sample at that rate."""

import numpy as np
from scipy import stats

# Chance that a comparison with sampling error fails although the code is right. Seeds are fixed,
# so chance has its say only when a change draws other numbers: some hundred comparisons then give
# one false alarm in about ten thousand such changes.
FALSE_ALARM = 1e-6


def normal(count=1, rate=FALSE_ALARM):
    """Standard errors that the largest of `count` deviations exceeds at most at the rate."""
    return stats.norm.isf(rate / (2 * count))


def mean_agrees(samples, expected, rate=FALSE_ALARM):
    """Whether every column mean of `samples` (rows are independent) is what is expected."""
    x = np.asarray(samples, dtype=float).reshape(len(samples), -1)
    error = np.abs(x.mean(axis=0) - np.ravel(expected))
    return bool((error <= normal(x.shape[1], rate) * x.std(axis=0, ddof=1) / len(x) ** 0.5).all())


def variance_agrees(samples, variance, rate=FALSE_ALARM):
    """Whether normal `samples` have this variance (chi-square)."""
    x = np.asarray(samples, dtype=float)
    ratio = x.var(ddof=1) / variance * (x.size - 1)
    low, high = stats.chi2.interval(1 - rate, x.size - 1)
    return bool(low <= ratio <= high)


def count_agrees(count, trials, probability, rate=FALSE_ALARM):
    """Whether `count` successes in `trials` are what a probability gives (exact binomial)."""
    law = stats.binom(trials, probability)
    return bool(min(law.cdf(count), law.sf(count - 1)) >= rate / 2)

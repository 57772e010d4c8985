"""The claim on the order in which two functions are learned, over settings drawn by lot."""

import numpy as np

from fc.chapters.spurious_correlation.cases import majority, parity, staircase
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.first_feature import FirstFeature
from fc.verdicts.claim import Claim, Statements

# Functions that the first gradient sees well: without biases it does not see a parity of degree 3
# or 5, and so little of one of degree 4 that its lead leaves the gap where lambda is small.
SEEN = parity(1), parity(2), staircase(3), staircase(5), majority(3), majority(5)
COUNT, FEW = 24, 4
MOST_BITS = 5  # Of each group: at most 1,024 points to enumerate.
AGREEMENTS = 0.55, 0.95
WIDTHS, BATCH = (64, 128, 256), 1024
LARGE, SMALL = (16.0, 32.0, 64.0), 0.1  # Scales of the initial weights.
# Coefficients of the output at which the order is read: far below a margin of 1, and later.
EARLY, TIMES = (0.01, 0.02, 0.05), (0.002, 0.01, 0.05, 0.15)
NEAR = 0.05


def drawn(count: int, small: bool = False) -> list[FirstFeature]:
    """The first of the settings: functions, bits, lambda, width, scale, and when it is read."""
    rng, found = np.random.default_rng(0), []
    for _ in range(count):
        core, spurious = (SEEN[i] for i in rng.integers(len(SEEN), size=2))
        n, more = (int(rng.integers(f.degree, MOST_BITS, endpoint=True)) for f in (core, spurious))
        agreement = round(float(rng.uniform(*AGREEMENTS)), 2)
        width, scale, threshold = (rng.choice(values) for values in (WIDTHS, LARGE, EARLY))
        setting = BooleanSetting(core, spurious, agreement, n, more, int(width), BATCH)
        found.append(FirstFeature(setting, SMALL if small else float(scale), float(threshold)))
    return found


def turning(scale: float, threshold: float) -> FirstFeature:
    """A core XOR and a spurious bit at lambda = 0.7: which is first depends on these two."""
    setting = BooleanSetting(parity(2), parity(1), 0.7, 4, 4)
    return FirstFeature(setting, scale, threshold)


def claims(say: Statements, few: bool) -> list[Claim]:
    """The lead is what the initial coefficients say, where weights move little."""
    return [
        say.derived(
            "fourier_gap",
            f"From large initial weights (${LARGE[0]:g} \\le s \\le {LARGE[-1]:g}$), read at a "
            f"coefficient of {EARLY[0]} to {EARLY[-1]}, the Fourier coefficients at initialisation "
            f"give the lead of the core, $(c - q)/(c + q)$, within {NEAR}: in {COUNT} settings "
            "drawn from six functions, 1 to 5 bits a group, "
            rf"${AGREEMENTS[0]} \le \lambda \le {AGREEMENTS[1]}$ and widths of {WIDTHS[0]} to "
            f"{WIDTHS[-1]}.",
        )
        .of(
            drawn(FEW if few else COUNT),
            "difference",
            "measured minus predicted lead",
            within=NEAR,
        )
        .against("the same coefficients for both functions", read="difference_equal"),
    ]

"""The Boolean networks of the chapter on spurious correlation, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from fc.chapters.scale import Scale
from fc.data.boolean import BooleanSetting
from fc.data.boolean_functions import BooleanFunction
from fc.experiments.boolean.debiasing import Debiasing
from fc.experiments.boolean.first_feature import FirstFeature
from fc.experiments.boolean.hidden_units import HiddenUnits
from fc.experiments.boolean.slowdown import ADAM, Slowdown
from fc.networks.recipe import Recipe
from fc.requirements import require_one_of
from fc.runs.experiment import Experiment
from fc.verdicts.claim import Claim, Control
from fc.verdicts.orders import Order

# A network costs a second: more seeds than elsewhere, for steps to learn that scatter by a tenth.
SEEDS = {"smoke": 6, "quick": 12, "full": 20}
AGREEMENT = 0.9
AGREEMENTS = (0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
STRONG, WEAK = 0.95, 0.6
CURVE = tuple(range(0, 801, 20))
SGD = Recipe("logistic", "sgd", 0.5, 6000)
SQUARED = Recipe("squared", "adam", 2e-3, 2500)
SGD_AGREEMENTS = (0.7, 0.8, 0.9, 0.95)
FITTED = 150  # A step at which SGD has fitted a spurious bit, and nothing of a core of degree 3.
EARLY, RETRAINED, LATE = 100, 300, 1000
FEWEST, MOST = 10, 300  # Samples of each group that a new last layer is fitted to.
# Without a remedy the core has not begun at the first of these, and is learned after the last.
UNLEARNED, DEBIASED, LONG, LONGEST = 300, 450, 600, 1000
ORDER_BITS = 4  # Of the core, and as many spurious bits: 256 points to enumerate.
ORDER_AGREEMENTS = (0.6, 0.7, 0.8, 0.9, 1.0)
DEGREES = ((2, 2), (4, 2), (2, 4), (2, 1))
LAZY, RICH = 16.0, 0.1  # Scale of the initial weights.
# Coefficients of the output at which the order is read; all are far below a margin of 1.
THRESHOLD, THRESHOLDS = 0.05, (0.002, 0.01, 0.05, 0.15)


def parity(degree: int) -> BooleanFunction:
    """The parity of so many bits."""
    return BooleanFunction("parity", degree)


def staircase(degree: int) -> BooleanFunction:
    """The threshold staircase of so many bits."""
    return BooleanFunction("staircase", degree)


SPURIOUS: dict[str, BooleanFunction] = {f"parity {k}": parity(k) for k in (1, 2, 3, 4, 5)} | {
    f"staircase {k}": staircase(k) for k in (3, 5)
}
SIMPLE, COMPLEX = ("parity 1", "parity 2", "staircase 3"), ("parity 3", "parity 4", "parity 5")
# Debiasing: the spurious function is learned first; both staircases are climbed at once; the
# spurious function is not learned before the core.
EASY = BooleanSetting(parity(4), parity(2), AGREEMENT)
HARD = BooleanSetting(staircase(7), staircase(5), AGREEMENT)
LATER = BooleanSetting(parity(4), parity(5), AGREEMENT)
# Steps at which the early model of each setting is stopped.
STOPS = {EASY: (10, 30, 50, EARLY, 300), HARD: (EARLY, 300, 450, 600), LATER: (EARLY, 150, 200)}


def slowdown(spurious: str = "parity 2", agreement: float = AGREEMENT) -> Slowdown:
    """A core parity of degree 4 with one of `SPURIOUS`, by Adam."""
    require_one_of("spurious", spurious, tuple(SPURIOUS))
    setting = BooleanSetting(parity(4), SPURIOUS[spurious], agreement)
    return Slowdown(setting, curve=CURVE if agreement == AGREEMENT else ())


def sgd_slowdown(agreement: float) -> Slowdown:
    """A core parity of degree 3 and one spurious bit, by SGD."""
    setting = BooleanSetting(parity(3), parity(1), agreement)
    return Slowdown(setting, SGD, slopes=(0, FITTED))


def taken_apart(spurious: str, agreement: float = AGREEMENT, recipe: Recipe = ADAM) -> HiddenUnits:
    """The hidden units of such a network, at the steps that the claims read."""
    setting = BooleanSetting(parity(4), SPURIOUS[spurious], agreement)
    return HiddenUnits(setting, (50, EARLY, 200, RETRAINED, DEBIASED, LATE), recipe)


def debiased(setting: BooleanSetting, method: str, early: int = EARLY) -> Debiasing:
    """A remedy that weighs the samples; the hard setting, which is slower, is followed longer."""
    at = (UNLEARNED, DEBIASED, LONG, *([LONGEST] if setting == HARD else []))
    return Debiasing(setting, method, at, early)


def order(
    core: int,
    spurious: int,
    agreement: float,
    scale: float = LAZY,
    threshold: float = THRESHOLD,
) -> FirstFeature:
    """Which of two parities comes first."""
    setting = BooleanSetting(
        parity(core), parity(spurious), agreement, core_bits=ORDER_BITS, spurious_bits=ORDER_BITS
    )
    return FirstFeature(setting, scale, threshold)


def maker(sizes: Scale) -> Callable[..., Claim]:
    """What makes a claim that reads one entry of some jobs, with a job as its control."""

    def make(
        name: str,
        statement: str,
        quantity: str,
        bound: Order,
        jobs: Sequence[Experiment],
        read: str,
        control: tuple[str, Experiment] | tuple[str, Experiment, str],
        source: Literal["derived", "observed"] = "observed",
    ) -> Claim:
        title, other, *entry = control
        return Claim(
            f"spurious.{name}",
            statement,
            quantity,
            bound,
            tuple(enumerate(jobs, 1)),
            read,
            SEEDS[sizes.name],
            Control(title, ((1, other),), entry[0] if entry else read),
            source,
        )

    return make

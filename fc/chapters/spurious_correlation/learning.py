"""Claims on how much longer the core takes beside a spurious function, by strength and kind."""

from fc.chapters.spurious_correlation.cases import FUNCTIONS
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.training import ADAM, Slowdown
from fc.networks.training import Recipe
from fc.verdicts.claim import Claim, Statements

AGREEMENTS = (0.7, 0.9, 0.95)
CORES = PARITY, STAIRCASE = "parity 4", "staircase 5"
# The factor that is crossed with lambda and the core; simple are those learned before either core.
SPURIOUS = *(f"parity {k}" for k in range(1, 6)), "staircase 3", "staircase 5"
SIMPLE, HARD = SPURIOUS[:2], SPURIOUS[2:5]
DEEPER = "parity 5"  # A core that is learned later than the parities of degree 3 and 4.
SGD = Recipe("logistic", "sgd", 1.0, ADAM.steps)
BATCH, BATCHES = 256, (64, 1024)
GROWTH, PUSH, NOTHING = 1.3, 0.7, 1.15


def slowdown(core: str, spurious: str, batch: int = BATCH, recipe: Recipe = ADAM) -> Slowdown:
    """Two of the functions, against lambda = 1/2."""
    setting = BooleanSetting(FUNCTIONS[core], FUNCTIONS[spurious], 0.5, batch=batch)
    return Slowdown(setting, recipe, AGREEMENTS)


def grid() -> dict[tuple[str, str], Slowdown]:
    """Core and spurious function, crossed."""
    return {(core, of): slowdown(core, of) for core in CORES for of in SPURIOUS}


def claims(say: Statements, few: bool) -> list[Claim]:
    """Strength and complexity at the bar u = 1/2, and the law of the push under Adam."""
    every = grid()
    batches = [slowdown(PARITY, "parity 1", batch) for batch in BATCHES]
    batches += [slowdown(STAIRCASE, "parity 2", batch) for batch in BATCHES]
    simple = [every[core, of] for core in CORES for of in SIMPLE] + batches
    return [
        say(
            "stronger",
            rf"From $\lambda = {AGREEMENTS[0]}$ to ${AGREEMENTS[-1]}$ the steps to the core, "
            rf"$u = \frac12$, grow at least {GROWTH} times beside a spurious bit or XOR, for a "
            "core parity of degree 4, a core staircase of degree 5, and batches of "
            f"{BATCHES[0]} to {BATCHES[-1]}.",
        )
        .of(simple[:1] if few else simple, "growth", low=GROWTH)
        .against("a spurious parity of degree 5", every[PARITY, "parity 5"]),
        say(
            "harder",
            rf"At $\lambda = {AGREEMENTS[-1]}$ spurious parities of degree 3, 4 and 5 multiply "
            rf"the steps to $u = \frac12$ of either of these cores by at most {NOTHING}.",
        )
        .of(
            [every[core, of] for core in CORES for of in HARD],
            f"slowdown({AGREEMENTS[-1]})",
            high=NOTHING,
        )
        .against("a core parity of degree 5", slowdown(DEEPER, HARD[0])),
        say(
            "adam",
            rf"From $\lambda = {AGREEMENTS[0]}$ to ${AGREEMENTS[-1]}$ the steps to $u = \frac12$ "
            "grow less under Adam than the push on the core falls, on average at most as the power "
            rf"{PUSH} of $1/(4\lambda(1 - \lambda))$, beside each of seven spurious functions.",
        )
        .of([*every.values(), *batches], "exponent", high=PUSH)
        .against("SGD", slowdown(PARITY, "parity 1", recipe=SGD)),
    ]

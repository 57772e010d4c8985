"""Claims on the order in which two parities are learned, against the Fourier gap."""

from fc.chapters.spurious_correlation.cases import AGREEMENT, parity
from fc.data.boolean import BooleanSetting
from fc.experiments.boolean.first_feature import FirstFeature
from fc.verdicts.claim import Claim, Statements

BITS = 4  # Of the core, and as many spurious bits: 256 points to enumerate.
AGREEMENTS = (0.6, 0.7, 0.8, 0.9, 1.0)
DEGREES = ((2, 2), (4, 2), (2, 4), (2, 1))
LAZY, RICH = 16.0, 0.1  # Scale of the initial weights.
# Coefficients of the output at which the order is read; all are far below a margin of 1.
THRESHOLD, THRESHOLDS = 0.05, (0.002, 0.01, 0.05, 0.15)
NEAR = 0.05
FIRST, FAR_FIRST = 0.15, 0.4
WEAKEST, TURNING = AGREEMENTS[:2]
# What is read, and what that is.
LEAD = "lead", "(c - q)/(c + q) when the first is there"
OFF = "difference", "measured minus predicted lead"


def first(
    core: int, spurious: int, agreement: float, scale: float = LAZY, threshold: float = THRESHOLD
) -> FirstFeature:
    """Which of two parities comes first."""
    functions = parity(core), parity(spurious)
    setting = BooleanSetting(*functions, agreement, BITS, BITS)
    return FirstFeature(setting, scale, threshold)


def claims(say: Statements, few: bool) -> list[Claim]:
    """The lead is what the initial coefficients say, where weights move little.

    From small weights: what the sign of the gap still says, and where it misleads.
    """
    degrees, agreements = (DEGREES[:2], (AGREEMENT,)) if few else (DEGREES, AGREEMENTS)
    equal, simpler, harder, bit = (
        {x: first(*pair, x, RICH) for x in AGREEMENTS} for pair in DEGREES
    )
    soon, later, _, latest = (first(2, 1, TURNING, RICH, threshold) for threshold in THRESHOLDS)
    lazy = first(4, 2, AGREEMENT)
    return [
        say.derived(
            "gap",
            "From large initial weights the Fourier coefficients at initialisation give the lead "
            f"of the core, $(c - q)/(c + q)$, within {NEAR}.",
        )
        .of([first(*pair, x) for pair in degrees for x in agreements], *OFF, within=NEAR)
        .against("the same coefficients for both degrees", lazy, "difference_equal"),
        say(
            "order_equal",
            r"From small weights the core XOR leads a spurious XOR at every $\lambda \le 0.9$, by "
            f"at least {FIRST}.",
        )
        .of([equal[x] for x in equal if x < 1], *LEAD, low=FIRST)
        .against("lambda = 1", equal[1.0]),
        say(
            "order_simpler",
            r"A spurious XOR leads a core parity of degree 4 from $\lambda = 0.7$ on, by at least "
            f"{FAR_FIRST}.",
        )
        .of([simpler[x] for x in simpler if x >= TURNING], *LEAD, high=-FAR_FIRST)
        .against("degrees exchanged", harder[AGREEMENT]),
        say("order_open", rf"At $\lambda = {WEAKEST}$ neither leads by more than 0.3.")
        .of(simpler[WEAKEST], *LEAD, within=0.3)
        .against("lambda = 0.7", simpler[TURNING]),
        say(
            "order_harder",
            "A core XOR leads a spurious parity of degree 4 at every "
            rf"$\lambda$, by at least {FAR_FIRST}.",
        )
        .of(list(harder.values()), *LEAD, low=FAR_FIRST)
        .against("degrees exchanged", simpler[AGREEMENT]),
        say.derived(
            "order_start",
            "From small weights, too, the gap gives the lead of a core XOR over a spurious bit at "
            rf"$\lambda = {TURNING}$ within {NEAR}, read at a coefficient of {THRESHOLDS[0]}.",
        )
        .of(soon, *OFF, within=NEAR)
        .against(f"read at {THRESHOLD}", bit[TURNING]),
        say(
            "order_later",
            "The later it is read, the further the lead moves: at a coefficient of "
            f"{THRESHOLDS[-1]} the core leads by at least {FAR_FIRST}.",
        )
        .of(latest, *LEAD, low=FAR_FIRST)
        .against(f"read at {THRESHOLDS[1]}", later),
        say(
            "order_turned",
            rf"Read at {THRESHOLD} it leads at $\lambda = 0.6$ and $0.7$, by at least 0.05; "
            "the gap says otherwise at $0.7$.",
        )
        .of([bit[x] for x in bit if x <= TURNING], *LEAD, low=0.05)
        .against("large initial weights", first(2, 1, TURNING)),
        say(
            "order_bit",
            rf"A spurious bit leads a core XOR from $\lambda = 0.8$ on, by at least {FIRST}.",
        )
        .of([bit[x] for x in bit if x > TURNING], *LEAD, high=-FIRST)
        .against("a spurious XOR", equal[0.8]),
    ]

"""Claims on the order in which two parities are learned, against the Fourier gap."""

from __future__ import annotations

from fc.chapters.scale import Scale
from fc.chapters.spurious_correlation.cases import (
    AGREEMENT,
    DEGREES,
    ORDER_AGREEMENTS,
    RICH,
    THRESHOLD,
    THRESHOLDS,
    maker,
    order,
)
from fc.verdicts.claim import Claim
from fc.verdicts.orders import Range

NEAR = 0.05
FIRST, FAR_FIRST = 0.15, 0.4
TURNED, OPEN = 0.05, 0.3
LEAD = "(c - q)/(c + q) when the first is there"
WEAK, TURNING = ORDER_AGREEMENTS[:2]
BELOW_ONE = tuple(x for x in ORDER_AGREEMENTS if x < 1)


def gap_claim(sizes: Scale) -> Claim:
    """The lead is what the initial coefficients say, where weights move little."""
    degrees = DEGREES[:2] if sizes.few else DEGREES
    agreements = (AGREEMENT,) if sizes.few else ORDER_AGREEMENTS
    return maker(sizes)(
        "gap",
        "From large initial weights the Fourier coefficients at initialisation give the lead of "
        f"the core, $(c - q)/(c + q)$, within {NEAR}.",
        "measured minus predicted lead",
        Range(-NEAR, NEAR),
        [order(*pair, agreement) for pair in degrees for agreement in agreements],
        "difference",
        ("the same coefficients for both degrees", order(4, 2, AGREEMENT), "difference_equal"),
        "derived",
    )


def claims(sizes: Scale) -> list[Claim]:
    """From small weights: what the sign of the gap still says, and where it misleads."""
    make = maker(sizes)
    return [
        make(
            "order_equal",
            r"From small weights the core XOR leads a spurious XOR at every $\lambda \le 0.9$, by "
            f"at least {FIRST}.",
            LEAD,
            Range(low=FIRST),
            [order(2, 2, agreement, RICH) for agreement in BELOW_ONE],
            "lead",
            ("lambda = 1", order(2, 2, 1.0, RICH)),
        ),
        make(
            "order_simpler",
            rf"A spurious XOR leads a core parity of degree 4 from $\lambda = 0.7$ on, by at least "
            f"{FAR_FIRST}.",
            LEAD,
            Range(high=-FAR_FIRST),
            [order(4, 2, agreement, RICH) for agreement in ORDER_AGREEMENTS[1:]],
            "lead",
            ("degrees exchanged", order(2, 4, AGREEMENT, RICH)),
        ),
        make(
            "order_open",
            rf"At $\lambda = {WEAK}$ neither leads by more than {OPEN}.",
            LEAD,
            Range(-OPEN, OPEN),
            [order(4, 2, WEAK, RICH)],
            "lead",
            ("lambda = 0.7", order(4, 2, TURNING, RICH)),
        ),
        make(
            "order_harder",
            "A core XOR leads a spurious parity of degree 4 at every "
            rf"$\lambda$, by at least {FAR_FIRST}.",
            LEAD,
            Range(low=FAR_FIRST),
            [order(2, 4, agreement, RICH) for agreement in ORDER_AGREEMENTS],
            "lead",
            ("degrees exchanged", order(4, 2, AGREEMENT, RICH)),
        ),
        make(
            "order_start",
            "From small weights, too, the gap gives the lead of a core XOR over a spurious bit at "
            rf"$\lambda = {TURNING}$ within {NEAR}, read at a coefficient of {THRESHOLDS[0]}.",
            "measured minus predicted lead",
            Range(-NEAR, NEAR),
            [order(2, 1, TURNING, RICH, THRESHOLDS[0])],
            "difference",
            (f"read at {THRESHOLD}", order(2, 1, TURNING, RICH)),
            "derived",
        ),
        make(
            "order_later",
            "The later it is read, the further the lead moves: at a coefficient of "
            f"{THRESHOLDS[-1]} the core leads by at least {FAR_FIRST}.",
            LEAD,
            Range(low=FAR_FIRST),
            [order(2, 1, TURNING, RICH, THRESHOLDS[-1])],
            "lead",
            (f"read at {THRESHOLDS[1]}", order(2, 1, TURNING, RICH, THRESHOLDS[1])),
        ),
        make(
            "order_turned",
            rf"Read at {THRESHOLD} it leads at $\lambda = 0.6$ and $0.7$, by at least {TURNED}; "
            "the gap says otherwise at $0.7$.",
            LEAD,
            Range(low=TURNED),
            [order(2, 1, agreement, RICH) for agreement in ORDER_AGREEMENTS[:2]],
            "lead",
            ("large initial weights", order(2, 1, ORDER_AGREEMENTS[1])),
        ),
        make(
            "order_bit",
            rf"A spurious bit leads a core XOR from $\lambda = 0.8$ on, by at least {FIRST}.",
            LEAD,
            Range(high=-FIRST),
            [order(2, 1, agreement, RICH) for agreement in ORDER_AGREEMENTS[2:]],
            "lead",
            ("a spurious XOR", order(2, 2, ORDER_AGREEMENTS[2], RICH)),
        ),
    ]

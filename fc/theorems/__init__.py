"""The four theorems, and the constants behind them, declared as claims."""

from fc.claims import Claim
from fc.theorems import (
    activation_asymmetry,
    background_accumulation,
    constants,
    id_ood_risk,
    linear_networks,
)
from fc.theorems.scale import SCALES, Scale

_THEOREMS = {
    "4.1": activation_asymmetry,
    "4.2": background_accumulation,
    "4.3": id_ood_risk,
    "4.4": linear_networks,
    "constants": constants,
}
THEOREMS = tuple(_THEOREMS)

__all__ = ["SCALES", "THEOREMS", "Scale", "claims"]


def claims(*theorems: str, scale: str = "quick") -> list[Claim]:
    """Claims of the given theorems (default: all) at a scale.

    Raises
    ------
    ValueError
        If a theorem or the scale is unknown.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, got {scale!r}")
    for theorem in theorems:
        if theorem not in _THEOREMS:
            raise ValueError(f"theorem must be one of {', '.join(THEOREMS)}, got {theorem!r}")
    wanted = [name for name in THEOREMS if name in theorems or not theorems]
    return [claim for name in wanted for claim in _THEOREMS[name].claims(SCALES[scale])]

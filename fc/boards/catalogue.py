"""Every claim by the board that it stands on, the theorem or experiment, and the scale."""

from collections.abc import Callable

from fc.chapters import activation_asymmetry, background_accumulation, id_ood_risk, linear_networks
from fc.chapters.activations import contaminated as activations
from fc.chapters.constants import finite_size_laws as constants
from fc.chapters.distillation import students as distillation
from fc.chapters.images import accuracy as images
from fc.chapters.losses_optimisers import losses, variants
from fc.chapters.nonlinear_core import collapse as nonlinear_core
from fc.chapters.pretraining import units as pretraining
from fc.chapters.remedies import cures as remedies
from fc.chapters.scale import SCALES, SIZES
from fc.chapters.spurious_correlation import chapter as spurious
from fc.verdicts.claim import Claim

Make = Callable[[str], list[Claim]]
THEOREMS: dict[str, Make] = {
    "4.1": lambda scale: activation_asymmetry.claims(SCALES[scale]),
    "4.2": lambda scale: background_accumulation.claims(SCALES[scale]),
    "4.3": lambda scale: id_ood_risk.claims(SCALES[scale]),
    "4.4": lambda scale: linear_networks.claims(SCALES[scale]),
    "constants": lambda scale: constants.claims(SCALES[scale]),
}
BEYOND: dict[str, Make] = {
    "activations": lambda scale: activations.claims(SIZES[scale]),
    "nonlinear_core": lambda scale: nonlinear_core.claims(SIZES[scale]),
    "losses": lambda scale: losses.claims(SIZES[scale]),
    "variants": lambda scale: variants.claims(SIZES[scale]),
    "remedies": lambda scale: remedies.claims(SIZES[scale]),
    "distillation": lambda scale: distillation.claims(SIZES[scale]),
    "images": lambda scale: images.claims(SIZES[scale]),
    "pretraining": lambda scale: pretraining.claims(SIZES[scale]),
    "spurious": lambda scale: spurious.claims(SIZES[scale]),
}
# Boards are judged apart: each has its own false-alarm rate.
BOARDS = {"theorems": THEOREMS, "beyond": BEYOND}


def claims(*names: str, scale: str = "quick") -> list[Claim]:
    """Claims at a scale.

    Parameters
    ----------
    names : str
        Theorems, experiments, single claims such as ``4.3.id``, or whole boards; none stands for
        the board ``"theorems"``.

    Raises
    ------
    ValueError
        If a name or the scale is unknown.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, got {scale!r}")
    groups = THEOREMS | BEYOND
    whole: set[str] = set()
    single: set[str] = set()
    for name in names or ("theorems",):
        if name in groups or name in BOARDS:
            whole.update(BOARDS.get(name, (name,)))
        elif any(name.startswith(f"{group}.") for group in groups):
            single.add(name)
        else:
            allowed = ", ".join([*groups, *BOARDS])
            raise ValueError(f"name must be one of {allowed}, or a claim, got {name!r}")
    found: list[Claim] = []
    for group, make in groups.items():
        wanted = {name for name in single if name.startswith(f"{group}.")}
        if group in whole or wanted:
            made = make(scale)
            if absent := sorted(wanted - {claim.id for claim in made}):
                allowed = ", ".join(claim.id for claim in made)
                raise ValueError(f"the claims of {group} are {allowed}, got {absent[0]!r}")
            found += [claim for claim in made if group in whole or claim.id in wanted]
    return found

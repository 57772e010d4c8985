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
from fc.chapters.remedies import dose as remedies
from fc.chapters.scale import SCALES, SIZES, Scale
from fc.chapters.spurious_correlation import chapter as spurious
from fc.verdicts.claim import Claim

# What makes the claims of each group, from a scale or from the sizes at a scale.
THEOREMS: dict[str, Callable[[Scale], list[Claim]]] = {
    "4.1": activation_asymmetry.claims,
    "4.2": background_accumulation.claims,
    "4.3": id_ood_risk.claims,
    "4.4": linear_networks.claims,
    "constants": constants.claims,
}
BEYOND: dict[str, Callable[[Scale], list[Claim]]] = {
    "activations": activations.claims,
    "nonlinear_core": nonlinear_core.claims,
    "losses": losses.claims,
    "variants": variants.claims,
    "remedies": remedies.claims,
    "distillation": distillation.claims,
    "images": images.claims,
    "pretraining": pretraining.claims,
    "spurious": spurious.claims,
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
    whole, single = set[str](), set[str]()
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
            made = make((SCALES if group in THEOREMS else SIZES)[scale])
            if absent := sorted(wanted - {claim.id for claim in made}):
                allowed = ", ".join(claim.id for claim in made)
                raise ValueError(f"the claims of {group} are {allowed}, got {absent[0]!r}")
            found += [claim for claim in made if group in whole or claim.id in wanted]
    return found

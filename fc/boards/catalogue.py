"""Every claim by its board, its theorem or experiment, and the scale; and their verification."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from fc.boards.assumptions import CHANGEABLE, broken, changed
from fc.boards.marks import standing
from fc.chapters import activation_asymmetry, background_accumulation, id_ood_risk, linear_networks
from fc.chapters.activations import contaminated as activations
from fc.chapters.constants import finite_size_laws as constants
from fc.chapters.distillation import students as distillation
from fc.chapters.images import chapter as images
from fc.chapters.nonlinear_core import collapse as nonlinear_core
from fc.chapters.numerical_experiment import grid as numerical
from fc.chapters.pretraining import diversity as pretraining
from fc.chapters.remedies import cures as remedies
from fc.chapters.scale import SCALES, SIZES, Scale
from fc.chapters.spurious_correlation import contrast as spurious
from fc.requirements import require_type
from fc.runs.pool import run_all
from fc.runs.records import Records
from fc.verdicts.claim import Claim
from fc.verdicts.judge import FALSE_ALARM, Verdict, judge

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
    "numerical": numerical.claims,
    "remedies": remedies.claims,
    "distillation": distillation.claims,
    "images": images.claims,
    "pretraining": pretraining.claims,
    "spurious": spurious.claims,
}
# Boards are judged apart: each has its own false-alarm rate.
BOARDS: dict[str, Mapping[str, Callable[[Any], list[Claim]]]]
BOARDS = {"theorems": THEOREMS, "beyond": BEYOND}


def claims(*names: str, scale: str = "quick") -> list[Claim]:
    """Claims at a scale, by theorems, experiments, single claims such as ``4.3.id``, or boards.

    No name stands for the board ``"theorems"``; an unknown name or scale is a ValueError.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, got {scale!r}")
    groups = {name: make for board in BOARDS.values() for name, make in board.items()}
    whole, single = set[str](), set[str]()
    for name in names or [*BOARDS][:1]:
        if require_type("name", name, str) in groups or name in BOARDS:
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
            sizes = SCALES if group in THEOREMS else SIZES if group in BEYOND else {scale: scale}
            made = make(sizes[scale])
            if absent := sorted(wanted - {claim.id for claim in made}):
                allowed = ", ".join(claim.id for claim in made)
                raise ValueError(
                    f"the claims of {group} at {scale} are {allowed}, got {absent[0]!r}"
                )
            found += [claim for claim in made if group in whole or claim.id in wanted]
    return found


class Board(NamedTuple):
    """Verdicts on every claim of `names` under `change`, with the records that gave them."""

    scale: str
    seed: int
    verdicts: list[Verdict]
    records: Records
    names: tuple[str, ...] = ()
    change: Mapping[str, Any] = {}

    @property
    def passed(self) -> bool:
        """Every claim is supported and every control failed as it must."""
        return all(verdict.passed for verdict in self.verdicts)

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "scale": self.scale,
            "seed": self.seed,
            "change": dict(self.change),
            "false_alarm": FALSE_ALARM,
            "passed": self.passed,
            "claims": [
                one.as_dict() | {"register": (found := standing(one.claim)) and found.as_dict()}
                for one in self.verdicts
            ],
        }


def _under(change: Mapping[str, Any], claim: Claim) -> Claim:
    try:
        return broken(claim, partial(changed, **change))
    except ValueError as error:
        raise ValueError(f"{claim.id} cannot be changed: {error}") from None


def verify(
    *names: str,
    scale: str = "quick",
    seed: int = 0,
    processes: int | None = None,
    store: str | Path | None = None,
    dask: str | None = None,
    change: Mapping[str, Any] | None = None,
) -> Board:
    """Verify what `fc.claims` gives for `names`; `store` and `dask` as in `fc.run_all`.

    With a `change` of fields of `fc.Setting` or `fc.Departures`, ``{"activation": "identity"}``,
    the claims are judged on the changed settings, and can come out refuted. The controls stay.

    A ValueError if a name, the scale or a change is unknown or cannot be, beside `fc.run_all`'s.
    """
    wanted = claims(*names, scale=scale)
    if change:
        if unknown := sorted(change.keys() - set(CHANGEABLE), key=str):
            allowed = ", ".join(CHANGEABLE)
            raise ValueError(f"a change must be one of {allowed}, got {unknown[0]!r}")
        wanted = [_under(change, claim) for claim in wanted]
    jobs = (job for claim in wanted for job in claim.jobs())
    records = run_all(jobs, seed, processes, store, dask)
    return Board(scale, seed, judge(wanted, records), records, names, dict(change or {}))

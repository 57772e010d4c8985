"""Departures from the assumptions of the theorems, each by a stated amount."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from fc.model.doors import set_checked
from fc.requirements import integer, number

_ALLOWED = {
    "overlap": number(0, 1, below=True),
    "bg_label": number(-1, 1),
    "positive_share": number(0, 1, strict=True, below=True),
    "init_scale": number(0, 1e6, strict=True),
    "dataset": integer(1, 10**9),
    "bg_agreement": number(0, 1),
    "bg_signed": integer(1),
    "bg_offset": number(-1, 1),
    "core_radius": number(1, 1e3, strict=True),
}


@dataclass(frozen=True)
class Departures:
    """How far a setting is from what the theorems assume; the default breaks nothing.

    Parameters
    ----------
    overlap : float
        Inner product r of any two features, in [0, 1): their Gram matrix is
        ``G = (1 - r) I + r 1 1^T``. An input ``x = M u`` then moves v_k along ``G u``.
    bg_label : float
        ``y bg_label`` is added to every background strength, before `taper` as `bg_shift` is; in
        [-1, 1].
    positive_share : float
        Probability of the class +1, above 0 and below 1; 1/2 balances the classes.
    init_scale : float
        Factor of the initial weights, above 0 and at most 1e6.
    dataset : int, optional
        Number of distinct training samples, drawn once from the training stream; every sample of
        a batch is then one of them, drawn with replacement. None stands for fresh samples.
    bg_agreement : float, optional
        The background strengths of a sample are multiplied by a sign that agrees with the label
        with this probability, in [0, 1]: a spurious correlation. None stands for no sign.
    bg_signed : int, optional
        Number of background features, the first ones, that carry the sign; None stands for all.
    bg_offset : float
        Added to the strengths that carry the sign, after it: their mean then is not 0; in [-1, 1].
    core_radius : float, optional
        The core vector of class -1 is uniform on the unit sphere of R^n_core, that of class +1 on
        the sphere of this radius, above 1 and at most 1e3: no linear function of it separates the
        classes. None stands for the core ``y z_j``.
    """

    overlap: float = 0.0
    bg_label: float = 0.0
    positive_share: float = 0.5
    init_scale: float = 1.0
    dataset: int | None = None
    bg_agreement: float | None = None
    bg_signed: int | None = None
    bg_offset: float = 0.0
    core_radius: float | None = None

    def __post_init__(self) -> None:
        set_checked(self, **_ALLOWED)
        if self.bg_agreement is None and (self.bg_signed or self.bg_offset):
            raise ValueError("bg_agreement must be given with bg_signed or bg_offset, got None")

    def obstacle(self, but: str | None = None) -> str | None:
        """What stands in the way of whoever takes no departure, `but` for one field; or None."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != but and value != field.default:
                ideal = "left out" if field.default is None else f"{field.default:g}"
                return f"{field.name} must be {ideal}, got {value:g},"
        return None


IDEAL = Departures()
# Fields of a setting that its key does not name where they have these values.
_UNNAMED: dict[str, Any] = {"random_signs": False, "bg_signed": None, "bg_offset": 0.0}


def without_ideal(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    """A `dict_factory` of `dataclasses.asdict`: no departures where there are none, no False signs.

    What was stored before there were such fields keeps its key.
    """
    return {name: x for name, x in entries if name not in _UNNAMED or x != _UNNAMED[name]}


_UNNAMED["departures"] = asdict(IDEAL, dict_factory=without_ideal)

"""The assumptions of the theorems, and two ways to break each."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from fc.model.departures import Departures
from fc.model.setting import Setting

# Fields of a setting, its departures one by one, with their defaults.
FIELDS = {f.name: f.default for f in (*fields(Setting), *fields(Departures))}
del FIELDS["departures"]
CHANGEABLE = tuple(name for name in FIELDS if name != "arithmetic")
THEOREMS = ("4.1", "4.2", "4.3", "4.4")
Change = Callable[[Setting], Setting]


class Break(NamedTuple):
    """One amount by which an assumption is broken, in words and as a change of the setting."""

    amount: str
    change: Change


@dataclass(frozen=True)
class Condition:
    """One assumption and ways to break it.

    Attributes
    ----------
    name : str
        The assumption, as it holds in the ideal setting.
    theorems : tuple of str
        Those that assume it; none for what they do not need.
    breaks : tuple of Break
        From mild to strong.
    spares : tuple of str
        Ids, or how they begin, of claims whose runs would take too long.
    """

    name: str
    theorems: tuple[str, ...]
    breaks: tuple[Break, ...]
    spares: tuple[str, ...] = ()


def changed(setting: Setting, **changes: Any) -> Setting:
    """`setting` with other fields, in double precision, whose range no weight leaves.

    Raises
    ------
    ValueError
        If a field cannot have its value, or `setting` is another than that of the theorems.
    """
    if not isinstance(setting, Setting):
        raise ValueError("its data are not the features of the theorems")
    return setting.changed(arithmetic="float64", **changes)


def _fields(name: str, *values: Any) -> tuple[Break, ...]:
    """Other values of one field, or of one of the departures."""

    def to(value: Any) -> Break:
        return Break(f"{name} = {value}", lambda setting: changed(setting, **{name: value}))

    return tuple(map(to, values))


def _step(factor: int) -> Break:
    amount = f"eta times {factor}"
    return Break(amount, lambda setting: changed(setting, step_size=factor * setting.eta))


def _dimension(factor: int) -> Break:
    """``d = factor d0``: d enters only through the initial weights, of size ``d**-1/2``.

    So it is the switch of `init_scale` once more, thrown for another reason: here the weights
    follow from the number of dimensions, there the dimension stays and the weights are chosen.
    """
    amount = "d = d0" if factor == 1 else f"d = {factor} d0"
    return Break(amount, lambda setting: changed(setting, d=factor * setting.d0))


# The time to asymmetry is proportional to the size of the initial weights: from weights so much
# larger it takes 10^4 steps and more, and its exponents cannot tell, as nothing else changes.
TIMES = ("4.1.time",)
CONDITIONS = (
    Condition("orthogonal features", THEOREMS, _fields("overlap", 0.01, 0.1)),
    Condition("background independent of the label", THEOREMS, _fields("bg_label", 0.05, 0.2)),
    Condition("fresh batches", THEOREMS, _fields("dataset", 300, 50)),
    Condition("small step", THEOREMS, (_step(10), _step(30))),
    Condition("small initial weights", THEOREMS, _fields("init_scale", 30, 300), TIMES),
    Condition("d much larger than d0", THEOREMS, (_dimension(10), _dimension(1)), TIMES),
    Condition("balanced classes", THEOREMS, _fields("positive_share", 0.7, 0.9)),
    # Mean strengths 3/5 and 5/7 against 1/2: S_b / S_c = 1.44 and 2.04.
    Condition(
        "background no stronger than the core",
        ("4.1",),
        _fields("bg_strengths", "beta:3,2", "beta:5,2"),
    ),
    Condition("equal features within a group", (), _fields("taper", 0.4, 0.8)),
)
# The first row of a table, to which the others are compared.
UNBROKEN = Condition("nothing broken", (), (Break("", lambda setting: setting),))

"""The assumptions of the theorems, and two ways to break each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from fc.model.setting import Setting

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


def changed(setting: Setting, **fields: Any) -> Setting:
    """`setting` with other fields, in double precision, whose range no weight leaves."""
    return replace(setting, arithmetic="float64", **fields)


def _field(name: str, value: Any) -> Break:
    return Break(f"{name} = {value}", lambda setting: changed(setting, **{name: value}))


def _departure(name: str, value: float) -> Break:
    def change(setting: Setting) -> Setting:
        broken: dict[str, Any] = {name: value}
        return changed(setting, departures=replace(setting.departures, **broken))

    return Break(f"{name} = {value:g}", change)


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
    Condition(
        "orthogonal features",
        THEOREMS,
        (_departure("overlap", 0.01), _departure("overlap", 0.1)),
    ),
    Condition(
        "background independent of the label",
        THEOREMS,
        (_departure("bg_label", 0.05), _departure("bg_label", 0.2)),
    ),
    Condition("fresh batches", THEOREMS, (_departure("dataset", 300), _departure("dataset", 50))),
    Condition("small step", THEOREMS, (_step(10), _step(30))),
    Condition(
        "small initial weights",
        THEOREMS,
        (_departure("init_scale", 30), _departure("init_scale", 300)),
        TIMES,
    ),
    Condition("d much larger than d0", THEOREMS, (_dimension(10), _dimension(1)), TIMES),
    Condition(
        "balanced classes",
        THEOREMS,
        (_departure("positive_share", 0.7), _departure("positive_share", 0.9)),
    ),
    # Mean strengths 3/5 and 5/7 against 1/2: S_b / S_c = 1.44 and 2.04.
    Condition(
        "background no stronger than the core",
        ("4.1",),
        (_field("bg_strengths", "beta:3,2"), _field("bg_strengths", "beta:5,2")),
    ),
    Condition("equal features within a group", (), (_field("taper", 0.4), _field("taper", 0.8))),
)
# The first row of a table, to which the others are compared.
UNBROKEN = Condition("nothing broken", (), (Break("", lambda setting: setting),))

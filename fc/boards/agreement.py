"""The register beside the code: where they differ, in sentences that say what amends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fc.boards.catalogue import BOARDS, claims
from fc.boards.register import CHANGES, Register
from fc.boards.tested import Test, tested
from fc.chapters.scale import SCALES
from fc.requirements import SHOWN

# What an entry that changes a field of a test changes: mere words are the statement's.
FIELDS = {"bounds": "order", "control.read": "control", "control.jobs": "control"}
FIELDS |= {name: name for name in ("sizes", "seeds", "read", "jobs", "source")}
FIELDS |= dict.fromkeys(("statement", "order", "control.name", "control.differs"), "statement")
# What says a change of another field in words, and what follows from others, which is not told.
IN_WORDS = {"bounds": "order", "control.jobs": "control.differs"}
FOLLOWS = {"order": {"bounds"}}
FOLLOWS |= {"control.differs": {"sizes", "read", "jobs", "control.read", "control.jobs"}}
WORDS = {"bounds": "order", "jobs": "experiments", "control.jobs": "control"}
WORDS |= {f"control.{x}": f"control's {x}" for x in ("read", "name")}
WORDS["control.differs"] = "what the control differs in"
AMEND = 'python -m fc register {} --why "..." --data-seen yes|no'


class Difference(NamedTuple):
    """Where the code and the last entry of a claim differ; `moved` has the old and the new."""

    name: str
    changed: list[str]
    moved: list[str]
    sentence: str


def tests_of_code() -> dict[str, Test]:
    """What every claim of the code tests at every scale, by its id, in the order of the boards.

    A ValueError if a control differs in nothing from its claim.
    """
    found: dict[str, Test] = {}
    for board in BOARDS:
        for scale in reversed(SCALES):  # The full board has every claim in its place.
            for claim in claims(board, scale=scale):
                found.setdefault(claim.id, {"scales": {}})["scales"][scale] = tested(claim)
    for test in found.values():  # What is said alike at all scales is said once.
        for field in ("source", "statement"):
            if len({at[field] for at in test["scales"].values()}) == 1:
                (test[field],) = {at.pop(field) for at in test["scales"].values()}
    return found


def differences(register: Register, code: Mapping[str, Test]) -> list[Difference]:
    """Claims of which the code tests something else than the last entry says."""
    found = []
    for name in dict.fromkeys([*code, *register.claims]):
        ours, theirs = code.get(name, {}), register.last(name)
        if ours == theirs:
            continue
        fields, moved = {"first" if ours else "removed"}, []
        told = [f"only the {'code' if ours else 'register'} has this claim"]
        if ours and theirs:
            unlike = [(WORDS.get(x, x), x, *rest) for x, *rest in _unlike(ours, theirs)]
            fields = {FIELDS[field] for _, field, *_ in unlike}
            moved = [f"{words}: {b} -> {a} ({scale})" for words, _, scale, a, b in unlike]
            told = [
                f"{words} at {scale}: {_short(a)} in the code, {_short(b)} in the register"
                for words, _, scale, a, b in unlike
            ]
        more = f"; and {len(told) - 2} more" * (len(told) > 2)
        sentence = f"{name}: {'; '.join(told[:2])}{more}; amend it by {AMEND.format(name)}"
        found.append(Difference(name, [x for x in CHANGES if x in fields], moved, sentence))
    return found


def _unlike(ours: Test, theirs: Test) -> Iterator[tuple[str, str, Any, Any]]:
    """What differs: the field, the scale, and what the code and the register say of it."""
    for scale in dict.fromkeys([*ours["scales"], *theirs["scales"]]):
        one, other = _flat(ours, scale), _flat(theirs, scale)
        if not one or not other:
            yield "sizes", scale, one.get("sizes", "none"), other.get("sizes", "none")
            continue
        unlike = {field for field in FIELDS if one.get(field) != other.get(field)}
        follows = FOLLOWS
        if "control.differs" not in unlike:  # The control changed as its claim did, if at all.
            follows = FOLLOWS | {f"control.{x}": {"jobs", "read"} for x in ("jobs", "read")}
        for field in (x for x in FIELDS if x in unlike and not follows.get(x, set()) & unlike):
            said = IN_WORDS.get(field, field)
            said = said if said in unlike else field
            yield field, scale, one.get(said), other.get(said)


def _flat(test: Test, scale: str) -> Test:
    """Every field at a scale, those of the control with a dot; none where the scale has none."""
    if not (at := test["scales"].get(scale)):
        return {}
    return {**test, **at} | {f"control.{name}": x for name, x in at["control"].items()}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."

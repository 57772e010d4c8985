"""The register beside the code: where they differ, in sentences that say what amends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fc.boards.catalogue import BOARDS, claims
from fc.boards.register import CHANGES, Register
from fc.boards.tested import Test, tested
from fc.chapters.scale import SCALES
from fc.requirements import SHOWN

# Fields of a test, and what an entry that changes one changes: mere words are the statement's.
FIELDS = {"bounds": "order", "control.read": "control", "control.jobs": "control"}
FIELDS |= {name: name for name in ("sizes", "seeds", "read", "jobs", "source")}
FIELDS |= dict.fromkeys(("statement", "order", "control.name", "control.differs"), "statement")
# What says a change of another field in words, and what follows from others, which is not told.
IN_WORDS = {"bounds": "order", "control.jobs": "control.differs"}
FOLLOWS = {"jobs": {"sizes"}, "order": {"bounds"}}
FOLLOWS |= {"control.differs": {"sizes", "read", "jobs", "control.read", "control.jobs"}}
AMEND = 'python -m fc register {} --why "..." --data-seen yes|no'


class Difference(NamedTuple):
    """Where the code and the last entry of a claim differ: what, and in one sentence how."""

    name: str
    changed: list[str]
    sentence: str


def tests_of_code() -> dict[str, Test]:
    """What every claim of the code tests at every scale, by its id, in the order of the boards.

    A ValueError if a control differs in nothing from its claim.
    """
    found: dict[str, dict[str, Test]] = {}
    for board in BOARDS:
        for scale in reversed(SCALES):  # The full board has every claim in its place.
            for claim in claims(board, scale=scale):
                found.setdefault(claim.id, {})[scale] = tested(claim)
    return {name: _over(scales) for name, scales in found.items()}


def _over(scales: Mapping[str, Test]) -> Test:
    """Tests at several scales; what is said alike at all of them is said once."""
    shared: Test = {}
    for field in ("source", "statement"):
        if len({test[field] for test in scales.values()}) == 1:
            shared[field] = next(iter(scales.values()))[field]
    return shared | {
        "scales": {
            scale: {field: x for field, x in test.items() if field not in shared}
            for scale, test in scales.items()
        }
    }


def differences(register: Register, code: Mapping[str, Test]) -> list[Difference]:
    """Claims of which the code tests something else than the last entry says."""
    found = []
    for name in dict.fromkeys([*code, *register.claims]):
        ours, theirs = code.get(name, {}), register.last(name)
        if ours == theirs:
            continue
        if ours and not theirs:
            changed, text = ["first"], "the register has no such claim"
        elif theirs and not ours:
            changed, text = ["removed"], "the code has no such claim, the register has"
        elif not (told := list(_told(ours, theirs))):
            continue
        else:
            fields = {field for field, _ in told}
            changed = [field for field in CHANGES if field in fields]
            text = "; ".join(dict.fromkeys(sentence for _, sentence in told[:2]))
            text += f"; and {len(told) - 2} more" * (len(told) > 2)
        found.append(Difference(name, changed, f"{name}: {text}; amend it by {AMEND.format(name)}"))
    return found


def _told(ours: Test, theirs: Test) -> Iterator[tuple[str, str]]:
    """What differs, field by field and scale by scale, and how a sentence says it."""
    for scale in dict.fromkeys([*ours["scales"], *theirs["scales"]]):
        one, other = (
            test | test["scales"][scale] if scale in test["scales"] else {}
            for test in (ours, theirs)
        )
        if not one or not other:
            yield "sizes", f"only the {'code' if one else 'register'} has it at {scale}"
            continue
        unlike = [field for field in FIELDS if _at(one, field) != _at(other, field)]
        for field in unlike:
            if not FOLLOWS.get(field, set()) & set(unlike):
                said = IN_WORDS.get(field, "")
                a, b = (_at(test, said if said in unlike else field) for test in (one, other))
                name = field.replace(".", "'s ").replace("bounds", "order")
                text = f"the {name} at {scale} is {_short(a)}, the register says {_short(b)}"
                yield FIELDS[field], text


def _at(test: Test, field: str) -> Any:
    outer, _, inner = field.partition(".")
    return test.get(outer, {}).get(inner) if inner else test.get(field)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."

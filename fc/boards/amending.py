"""The register beside the code: where they differ, what amends it, and runs that came too early."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from fc.boards.catalogue import BOARDS, claims
from fc.boards.register import CHANGES, Entry, Register, later, now
from fc.boards.stored import Stored
from fc.boards.tested import Test, tested
from fc.chapters.scale import SCALES
from fc.requirements import SHOWN, shown

LARGEST_WHY = 300  # Characters.
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


def named(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those of the `known` claims that are called by their id, their group or their board.

    A ValueError names the first that calls none.
    """
    ids, wanted = list(known), set[str]()
    for name in names:
        groups = BOARDS.get(name, (name,))
        found = {x for x in ids if x == name or x.startswith(tuple(f"{one}." for one in groups))}
        if not found:
            near = ", ".join(get_close_matches(name, ids, cutoff=0))
            raise ValueError(f"name must be a claim, such as {near}, or a group, got {shown(name)}")
        wanted |= found
    return [name for name in ids if name in wanted]


def amended(
    register: Register, code: Mapping[str, Test], names: Sequence[str], why: str, data_seen: str
) -> tuple[Register, list[Difference]]:
    """The register with one more entry of each claim called by `names` that differs, and those.

    A ValueError where none differs, or `why` is no line of text.
    """
    if not why.strip() or not why.isprintable() or len(why) > LARGEST_WHY:
        allowed = f"a line of text of up to {LARGEST_WHY} characters"
        raise ValueError(f"why must be {allowed}, got {shown(why)}")
    wanted = set(named(names, dict.fromkeys([*code, *register.claims])))
    found = [one for one in differences(register, code) if one.name in wanted]
    if not found:
        raise ValueError(f"{' '.join(names)} must differ from the register to be amended")
    for one in found:
        entry: Entry = {"date": now(), "why": why.strip(), "data_seen": data_seen}
        entry |= {"changed": one.changed, "test": code.get(one.name, {})}
        register = register.added(one.name, entry)
    return register, found


def late(register: Register, stored: Iterable[Stored]) -> list[str]:
    """Claims that are registered as made before their data, and later than the stored runs.

    An entry counts for runs at a scale where it changed what is tested there.
    """
    found = []
    for runs in stored:
        for name in (claim.id for claim in claims(*runs.names, scale=runs.scale)):
            if name not in register.claims:
                continue
            entry = _fixed(register.standing(name).history, runs.scale)
            if entry["data_seen"] == "no" and later(entry["date"], runs.begun):
                found.append(
                    f"{name} was registered on {entry['date']} as not having seen its data, and "
                    f"the runs of {Path(runs.path).name} began on {runs.begun}: make data runs it "
                    "again"
                )
    return found


def _fixed(history: Sequence[Entry], scale: str) -> Entry:
    """The entry that fixed what is tested at a scale: the last that changed something there."""
    at = [entry["test"].get("scales", {}).get(scale) for entry in history]
    same = [one is not None and one == other for one, other in pairwise(at)]
    return history[max((i + 1 for i, unchanged in enumerate(same) if not unchanged), default=0)]


def history_text(register: Register, name: str) -> str:
    """What a claim tests by its last entry, and how it came to that, for a terminal."""
    last = register.last(name)
    lines = [f"{name}  {register.standing(name).words if last else 'removed'}"]
    for scale, test in last.get("scales", {}).items():
        control = test["control"]
        lines += [
            f"    {scale}: {test['order']} of {test['read']}, {len(test['sizes'])} sizes, "
            f"{test['seeds']} seeds; control {control['name']}: {control['differs']}"
        ]
    for entry in register.claims[name]:
        changed = ", ".join(entry["changed"])
        seen = f"data seen: {entry['data_seen']}"
        lines += [f"    {entry['date']}  {changed} ({seen}): {entry['why']}"]
    return "\n".join(lines)

"""The register beside the code: where they differ, what amends it, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from fc.boards.catalogue import BOARDS, claims
from fc.boards.register import Register
from fc.boards.tested import Test, tested
from fc.chapters.scale import SCALES
from fc.requirements import SHOWN, shown

# What an entry changes, and the part of a test that is compared: an order by every digit.
PARTS = {"order": "bounds"}
PARTS |= {name: name for name in ("sizes", "seeds", "read", "jobs", "source", "statement")}
LARGEST_WHY = 300  # Characters.
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
        changed, moved = ["first" if ours else "removed"], list[str]()
        told = f"only the {'code' if ours else 'register'} has this claim"
        if ours and theirs:
            unlike = {
                (what, scale): pair
                for scale in dict.fromkeys([*ours["scales"], *theirs["scales"]])
                for what, pair in _unlike(_at(ours, scale), _at(theirs, scale)).items()
            }
            changed = list(dict.fromkeys(what for what, _ in unlike))
            moved = [f"{what}: {old} -> {new} ({at})" for (what, at), (new, old) in unlike.items()]
            (what, scale), (new, old) = next(iter(unlike.items()))
            told = f"{what} at {scale}: {_short(new)} in the code, {_short(old)} in the register"
            told += f"; and {len(unlike) - 1} more" * (len(unlike) > 1)
        sentence = f"{name}: {told}; amend it by {AMEND.format(name)}"
        found.append(Difference(name, changed, moved, sentence))
    return found


def _at(test: Test, scale: str) -> Test:
    """The test at a scale; nothing where the scale has none."""
    return {**test, **at} if (at := test["scales"].get(scale)) else {}


def _unlike(ours: Test, theirs: Test) -> dict[str, tuple[Any, Any]]:
    """What differs at a scale, by what an entry calls it, as the code and the register say it."""
    if not ours or not theirs:
        return {"sizes": (ours.get("sizes", "none"), theirs.get("sizes", "none"))}
    found = {}
    for name, part in PARTS.items():
        if ours.get(part) != theirs.get(part):  # Words may hide in which digit.
            told = name if ours.get(name) != theirs.get(name) else part
            found[name] = ours.get(told), theirs.get(told)
    mine, its = ours["control"], theirs["control"]
    along = {"jobs", "read"} & found.keys() and mine["differs"] == its["differs"]
    if not along and any(mine[part] != its[part] for part in ("jobs", "read")):
        found["control"] = mine["differs"], its["differs"]
    same = {x: ours.get(x) for x in ("order", "control")}
    if not found and same != {x: theirs.get(x) for x in same}:
        found["statement"] = "other words", "none of them"
    return found


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
        raise ValueError(
            f"why must be a line of text of up to {LARGEST_WHY} characters, got {shown(why)}"
        )
    wanted = set(named(names, dict.fromkeys([*code, *register.claims])))
    found = [one for one in differences(register, code) if one.name in wanted]
    if not found:
        raise ValueError(f"{' '.join(names)} must differ from the register to be amended")
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")  # Entries know the minute.
    for one in found:
        entry = {"date": date, "why": why.strip(), "data_seen": data_seen}
        changed = {"changed": one.changed, "moved": one.moved, "test": code.get(one.name, {})}
        register = register.added(one.name, entry | changed)
    return register, found


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
    for entry in register.history(name):
        changed = ", ".join(entry["changed"])
        seen = f"data seen: {entry['data_seen']}"
        lines += [f"    {entry['date']}  {changed} ({seen}): {entry['why']}"]
        lines += [f"        {moved}" for moved in entry.get("moved", ())]
    return "\n".join(lines)

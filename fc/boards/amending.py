"""What amends the register and tells its history, and claims that came later than their runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from fc.boards.agreement import Difference, differences
from fc.boards.catalogue import BOARDS, claims
from fc.boards.register import Entry, Register, later, now
from fc.boards.stored import Stored
from fc.boards.tested import Test
from fc.requirements import shown

LARGEST_WHY = 300  # Characters.


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
    wanted = set(named(names, dict.fromkeys([*code, *register.claims])))
    found = [one for one in differences(register, code) if one.name in wanted]
    if not found:
        raise ValueError(f"{' '.join(names)} must differ from the register to be amended")
    for one in found:
        changed = {"changed": one.changed, "moved": one.moved, "test": code.get(one.name, {})}
        register = register.added(one.name, _entry(why, data_seen) | changed)
    return register, found


def renamed(
    register: Register, code: Mapping[str, Test], names: Sequence[str], old: str, *entry: str
) -> tuple[Register, list[Difference]]:
    """The register in which `old` goes on as the one new name, with its `entry`: why, data_seen.

    A ValueError unless the code has the new one only, and the register the old one.
    """
    known = set(filter(register.last, register.claims))
    if len(names) != 1 or not {*names} <= code.keys() - known or old not in known - code.keys():
        raise ValueError(
            "renamed-from must be a claim that only the register has, of one that only the code "
            f"has, got {shown(old)} of {shown(' '.join(names))}"
        )
    [name], new = names, _entry(*entry)
    found = differences(Register("", {name: register.claims[old]}), {name: code[name]})
    changed = ["renamed", *(x for one in found for x in one.changed)]
    more = {"changed": changed, "moved": [x for one in found for x in one.moved]}
    register = register.added(name, new | more | {"test": code[name], "renamed_from": old})
    register = register.added(old, new | {"changed": ["removed"], "moved": [], "test": {}})
    return register, [Difference(name, changed, more["moved"], "")]


def _entry(why: str, data_seen: str) -> Entry:
    if not why.strip() or not why.isprintable() or len(why) > LARGEST_WHY:
        raise ValueError(
            f"why must be a line of text of up to {LARGEST_WHY} characters, got {shown(why)}"
        )
    return {"date": now(), "why": why.strip(), "data_seen": data_seen}


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
            if entry["data_seen"] == "no" and later(entry["date"], runs.begun(name)):
                found.append(
                    f"{name} was registered on {entry['date']} as not having seen its data, and "
                    f"the runs of {Path(runs.path).name} began on {runs.begun(name)}: make data "
                    "runs it again"
                )
    return found


def _fixed(history: Sequence[Entry], scale: str) -> Entry:
    """The entry that fixed what is tested at a scale: the last that changed something there."""
    at = [None, *(entry["test"].get("scales", {}).get(scale) for entry in history)]
    fixed = zip(history, pairwise(at), strict=True)
    return [entry for entry, (was, now) in fixed if now is None or now != was][-1]


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

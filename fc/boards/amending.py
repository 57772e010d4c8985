"""What amends the register, and tells its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from fc.boards.agreement import Difference, differences
from fc.boards.catalogue import BOARDS
from fc.boards.register import Register, now
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
    if not why.strip() or not why.isprintable() or len(why) > LARGEST_WHY:
        raise ValueError(
            f"why must be a line of text of up to {LARGEST_WHY} characters, got {shown(why)}"
        )
    wanted = set(named(names, dict.fromkeys([*code, *register.claims])))
    found = [one for one in differences(register, code) if one.name in wanted]
    if not found:
        raise ValueError(f"{' '.join(names)} must differ from the register to be amended")
    for one in found:
        entry = {"date": now(), "why": why.strip(), "data_seen": data_seen}
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

"""The register of claims: what each tests, since when, and what was changed, why and knowing what.

History is only added to; who alters an entry leaves a trace in the history of the repository.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fc.boards.tested import Test
from fc.files import read_json, write_atomically

# What an entry changes in what a verdict rests on, as a sentence names it.
MOVES = {"order": "bound", "sizes": "sizes", "seeds": "seeds", "read": "entry that is read"}
MOVES |= {"jobs": "experiments", "control": "control"}
# Whether the data had been seen when a claim was written down, as a sentence goes on.
KNOWING = {
    "no": ", before its data",
    "yes": ", written down when its data had been seen",
    "unknown": "; whether its data had been seen by then is not known",
}
Entry = dict[str, Any]
# What became of a claim since it was first registered, the gravest first.
KINDS = {
    "yes": "moved after its data were seen",
    "late": "first registered when its data had been seen",
    "unknown": "changed, and whether its data had been seen is not known",
    "no": "changed before its data",
    "": "as first registered",
}


class Standing(NamedTuple):
    """Since when a claim stands as it does, and the entries that moved it after its data."""

    since: str
    moved: list[Entry]
    history: list[Entry]

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        seen = {"yes"} if self.moved else set[str]()
        seen |= {"late"} if self.history[0]["data_seen"] == "yes" else set()
        seen |= {x["data_seen"] for x in self.history if set(MOVES) & set(x["changed"])}
        return next((words for known, words in KINDS.items() if known in seen), KINDS[""])

    @property
    def words(self) -> str:
        """One line: since when, or all that was moved after the data were seen, the last first."""
        if not self.moved:
            return f"as it stands since {self.since}{KNOWING[self.history[-1]['data_seen']]}"
        return "; ".join(
            f"{moves(one)} after its data were seen: {one['why']} ({one['date'][:10]})"
            for one in reversed(self.moved)
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        short = ("date", "changed", "why", "data_seen")
        history = [{name: entry[name] for name in short} for entry in self.history]
        return {"since": self.since, "moved_after_data": bool(self.moved), "history": history}


class Register(NamedTuple):
    """Entries of each claim, oldest first."""

    claims: Mapping[str, Sequence[Entry]]

    def last(self, name: str) -> Test:
        """What the claim tests by its last entry; nothing if it is unknown or was removed."""
        entries = self.claims.get(name)
        return {} if not entries or "removed" in entries[-1]["changed"] else entries[-1]["test"]

    def history(self, name: str) -> list[Entry]:
        """Entries of a claim, after those that it had under another name."""
        entries = [*self.claims[name]]
        old = entries[0].get("renamed_from")
        return [*self.history(old)[:-1], *entries] if old else entries

    def standing(self, name: str) -> Standing:
        """How a registered claim came to stand as it does; words alone move nothing."""
        entries = [x for x in self.history(name) if {*MOVES, "first"} & set(x["changed"])]
        # A claim that was removed and comes back has moved, too.
        moving = [x for x in entries if x is not entries[0] or set(MOVES) & set(x["changed"])]
        moved = [x for x in moving if x["data_seen"] == "yes"]
        return Standing(entries[-1]["date"][:10], moved, entries)

    def counts(self) -> dict[str, int]:
        """How many of the claims that are not removed are of each of the `KINDS`."""
        kinds = Counter(self.standing(name).kind for name in self.claims if self.last(name))
        return {kind: kinds[kind] for kind in KINDS.values()}

    def added(self, name: str, entry: Entry) -> Register:
        """The register with one more entry of `name`; nothing else changes."""
        return Register({**self.claims, name: [*self.claims.get(name, ()), entry]})

    def write(self, path: Path) -> None:
        """Write it to `path`, one entry a line, whole or not at all."""
        claims = (
            f"{json.dumps(name)}: [\n" + ",\n".join(map(json.dumps, entries)) + "\n]"
            for name, entries in self.claims.items()
        )
        body = ",\n".join(claims)
        write_atomically(path, f'{{"claims": {{\n{body}\n}}}}\n')


def moves(*entries: Entry) -> str:
    """What entries moved, in words: ``bound and control moved``; nothing of a claim come back."""
    changed = set[str]().union(*(entry["changed"] for entry in entries))
    found = [words for name, words in MOVES.items() if name in changed]
    if not found:
        return "taken up again"
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1]))) + " moved"


def load_register(path: str | Path) -> Register:
    """Read the register; any other file is a ValueError."""
    return read_json(path, "the register of claims", lambda x: Register(dict(x["claims"])))

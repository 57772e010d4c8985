"""The register of claims: what each tests, since when, and what was changed, why and knowing what.

History is only added to. An entry carries a hash of its content and of the entry before, and the
head one of all last entries, so that a file in which one was altered, left out, moved or put in
between is refused. Who writes the whole file anew can forge it: its own history shows that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from fc.boards.tested import Test, digest
from fc.files import read_json, write_atomically

# What an entry changes in what a verdict rests on, as a sentence names it.
MOVES = {"order": "bound", "sizes": "sizes", "seeds": "seeds", "read": "entry that is read"}
MOVES |= {"jobs": "experiments", "control": "control"}
CHANGES = (*MOVES, "source", "statement", "renamed", "first", "removed")
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
    """Entries of each claim, oldest first, and the hash of all last ones."""

    head: str
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

    def faults(self) -> Iterator[str]:
        """What shows that the history was not only added to, in one sentence each."""
        for name, entries in self.claims.items():
            for i, entry in enumerate(entries):
                which = f"entry {i + 1} of {name}"
                if entry["hash"] != _hash(name, entry):
                    yield f"{which} is not what its hash says: it was altered"
                if entry["before"] != _last(entries[:i]):
                    yield f"{which} does not follow the one before it: one was left out or moved"
                if i and later(entries[i - 1]["date"], entry["date"]):
                    yield f"{which} is dated before the one before it"
            if not entries or not {"first", "renamed"} & {*entries[0]["changed"]}:
                yield f"{name} does not begin with its first entry"
            elif (old := entries[0].get("renamed_from")) and (
                old not in self.claims or self.last(old)
            ):
                yield f"{name} goes on from {old}, which is no claim that was removed"
        if self.head != _head(self.claims):
            yield "the head is not that of the last entries: one was left out, added or moved"

    def added(self, name: str, entry: Entry) -> Register:
        """The register with one more entry of `name`, which is sealed; nothing else changes."""
        entries = self.claims.get(name, ())
        sealed = entry | {"before": _last(entries)}
        sealed["hash"] = _hash(name, sealed)
        claims = {**self.claims, name: [*entries, sealed]}
        return Register(_head(claims), claims)

    def write(self, path: Path) -> None:
        """Write it to `path`, one entry a line, whole or not at all."""
        claims = (
            f"{json.dumps(name)}: [\n" + ",\n".join(map(json.dumps, entries)) + "\n]"
            for name, entries in self.claims.items()
        )
        body = ",\n".join(claims)
        write_atomically(path, f'{{"head": "{self.head}",\n"claims": {{\n{body}\n}}}}\n')


EMPTY = Register(digest([]), {})


def _hash(name: str, entry: Entry) -> str:
    return digest([name, {field: x for field, x in entry.items() if field != "hash"}])


def _head(claims: Mapping[str, Sequence[Entry]]) -> str:
    return digest([[name, _last(entries)] for name, entries in claims.items()])


def _last(entries: Sequence[Entry]) -> str:
    """Hash of the last entry."""
    return entries[-1]["hash"] if entries else ""


def later(date: str, other: str) -> bool:
    """Whether `date` is later, by the minute if both know it, else by the day."""
    known = min(len(date), len(other))
    return date[:known] > other[:known]


def moves(*entries: Entry) -> str:
    """What entries moved, in words: ``bound and control moved``; nothing of a claim come back."""
    changed = set[str]().union(*(entry["changed"] for entry in entries))
    found = [words for name, words in MOVES.items() if name in changed]
    if not found:
        return "taken up again"
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1]))) + " moved"


def now() -> str:
    """The minute, UTC, as entries are dated."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")


def load_register(path: str | Path) -> Register:
    """Read the register; a ValueError says what shows that it was not only added to."""
    found = read_json(path, "the register of claims", lambda x: Register(x["head"], x["claims"]))
    for fault in found.faults():
        raise ValueError(f"{path} must be a register of claims that is only added to, but {fault}")
    return found

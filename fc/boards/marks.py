"""What a board and a terminal say of a claim: since when it is registered, or what was moved."""

from functools import cache
from html import escape
from pathlib import Path

from fc.boards.register import Register, Standing, load_register, moves
from fc.boards.tested import Test, fixed
from fc.verdicts.claim import Claim

# Beside the package in the folder of the book; elsewhere there is none.
PATH = Path(__file__).parents[2] / "book" / "data" / "register.json"


@cache
def _as_of(path: Path, changed_at: int) -> Register:
    return load_register(path)


def of_the_book() -> Register | None:
    """The register in the folder of the book, read once; None without one."""
    return _as_of(PATH, PATH.stat().st_mtime_ns) if PATH.exists() else None


def standing(claim: Claim) -> Standing | None:
    """How `claim` came to stand; None where it is not what the register says at any scale."""
    if (register := of_the_book()) is None:
        return None
    ours, known = _in_short(fixed(claim)), register.last(claim.id).get("scales", {}).values()
    return register.standing(claim.id) if any(_in_short(x) == ours for x in known) else None


def _in_short(test: Test) -> Test:
    """What a verdict rests on, whatever the words."""
    control = {name: test.get("control", {}).get(name) for name in ("read", "jobs")}
    return {x: test.get(x) for x in ("bounds", "seeds", "read", "jobs")} | {"control": control}


def words(claim: Claim) -> str:
    """What a terminal says of `claim`; nothing without a register."""
    if of_the_book() is None:
        return ""
    found = standing(claim)
    return found.words if found else "not as it is registered"


def mark(claim: Claim) -> str:
    """What a board says of `claim`, in HTML that shows the rest on hover; nothing as in `words`."""
    if not (whole := words(claim)):
        return ""
    found = standing(claim)
    kind, short = ("since", f"since {found.since}") if found else ("changed", whole)
    if found and found.moved:
        bound = any("order" in entry["changed"] for entry in found.moved)
        kind, short = "bound" if bound else "moved", f"{moves(*found.moved)} after data"
    # Nothing in it may pair with a sign of Markdown before or after.
    title = "".join(f"&#{ord(x)};" if x in "$`|*_[]\\" else x for x in escape(whole))
    attributes = f'class="register-mark register-{kind}" tabindex="0" title="{title}"'
    return f"<span {attributes}>{short}</span>"

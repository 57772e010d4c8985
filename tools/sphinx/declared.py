"""Where the code of a claim stands: the lines that state it, and those of its experiment.

The line that states a claim is seen while the claim is made, so that it is right in a loop, too.
"""

import ast
import inspect
import sys
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from statements import judged

import fc
from fc.verdicts.claim import Statements

ROOT = Path(__file__).parents[2]


class Lines(NamedTuple):
    """Lines of a file of the package, from the first to the last."""

    path: Path
    first: int
    last: int

    def html(self, repository: str) -> str:
        """The file's name, a link where the `repository` is known, and the numbered lines."""
        place = self.path.relative_to(ROOT).as_posix()
        name = f"<code>{place}</code>, lines {self.first} to {self.last}"
        if repository:
            name = f'<a href="{repository}/{place}#L{self.first}-L{self.last}">{name}</a>'
        lines = self.path.read_text(encoding="utf-8").splitlines()[self.first - 1 : self.last]
        # Without colours, which are most of what the browser would have to draw.
        text = "\n".join(f"{n:4} {line}" for n, line in enumerate(lines, self.first))
        return f'{name}<pre tabindex="0">{escape(text)}</pre>'


def around(path: Path, line: int) -> Lines:
    """The whole claim that is stated on a line, or else the loop or function that makes it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [one for one in ast.walk(tree) if isinstance(one, ast.Call | ast.For | ast.FunctionDef)]
    found = [one for one in found if one.lineno <= line <= one.end_lineno]
    whole = [one for one in found if getattr(getattr(one, "func", 0), "attr", "") == "against"]
    loops = [one for one in found if not isinstance(one, ast.Call)]
    best = min(whole or loops, key=lambda one: one.end_lineno - one.lineno)
    return Lines(path, best.lineno, best.end_lineno)


@cache
def declared() -> dict[str, tuple[Path, int]]:
    """The file and the line that state each claim of the stored boards."""
    found: dict[str, tuple[Path, int]] = {}
    plain = Statements.__call__

    def noted(say, name, *args, **kwargs):
        frame = sys._getframe(1)
        found[f"{say.group}.{name}"] = Path(frame.f_code.co_filename), frame.f_lineno
        return plain(say, name, *args, **kwargs)

    Statements.__call__ = noted
    try:
        for board in {board.path: board for board, _ in judged().values()}.values():
            fc.claims(*board.names, scale=board.scale)
    finally:
        Statements.__call__ = plain
    return found


def defined(kind: type) -> Lines:
    """Where an experiment is defined."""
    lines, first = inspect.getsourcelines(kind)
    return Lines(Path(inspect.getsourcefile(kind)), first, first + len(lines) - 1)

"""The code that makes the runs of an experiment outside this package."""

from __future__ import annotations

import ast
import hashlib
import inspect
import marshal
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any


@cache
def code_outside(kind: Any) -> dict[str, str]:
    """Digest of the code that makes the runs of a class outside this package.

    It is of the class and of all that its file defines and it names, in turn, without comments and
    layout; of the compiled class where there is no file, as in a notebook.
    """
    if kind.__module__.partition(".")[0] == __name__.partition(".")[0]:
        return {}
    try:
        tree = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
        defined = {name: node for node in tree.body for name in _defined(node)}
        needed, asked = dict[str, str](), [kind.__name__]
        while asked:
            if (name := asked.pop()) in defined.keys() - needed.keys():
                needed[name] = ast.unparse(defined[name])
                asked += [x.id for x in ast.walk(defined[name]) if isinstance(x, ast.Name)]
        code = repr(sorted(needed.items())).encode()
    except (KeyError, OSError, TypeError):
        parts = (getattr(part, "__code__", None) for part in vars(kind).values())
        code = b"".join(marshal.dumps(part) for part in parts if part)
    return {"code": hashlib.sha256(code).hexdigest()[:16]}


def _defined(node: ast.stmt) -> Iterator[str]:
    """Names that a statement at the top of a file defines."""
    if hasattr(node, "name"):
        yield node.name
    for x in ast.walk(node) if not hasattr(node, "name") else ():
        if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store):
            yield x.id
        elif isinstance(x, ast.alias):
            yield x.asname or x.name.partition(".")[0]

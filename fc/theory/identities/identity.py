"""The two sides of an identity."""

from typing import Any, NamedTuple


class Identity(NamedTuple):
    """Two sympy expressions that are claimed to be equal."""

    name: str
    left: Any
    right: Any

    @property
    def holds(self) -> bool:
        """Whether sympy reduces the difference of the two sides to 0."""
        import sympy as sp

        difference = sp.expand(self.left - self.right)
        return bool(difference == 0 or sp.simplify(difference.rewrite(sp.erf)) == 0)


def sign_of(group: str, y: int) -> int:
    """``e_j``: what class y multiplies the strength of a feature by."""
    if group not in ("core", "background"):
        raise ValueError(f"group must be core or background, got {group!r}")
    return y if group == "core" else 1

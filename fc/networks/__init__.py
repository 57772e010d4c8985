"""Networks that torch trains as a whole.

A field that a description of one cannot have is refused with a ValueError, in one sentence that
names the field, the value and what is allowed. Without torch, what needs it ends in
`fc.requirements.MissingPackage`.
"""

from typing import TYPE_CHECKING, Any

from fc.requirements import require_package

if TYPE_CHECKING:
    import torch as torch
else:

    def __getattr__(name: str) -> Any:
        # On use, since it is slow to load, and may be missing.
        if name != "torch":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return require_package(name)

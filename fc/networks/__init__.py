"""Networks that torch trains as a whole.

A field that a description of one cannot have is refused with a ValueError, in one sentence that
names the field, the value and what is allowed. Without torch, what needs it ends in
`fc.requirements.MissingPackage`.
"""

from typing import TYPE_CHECKING, Any

from fc.requirements import Lazy

if TYPE_CHECKING:
    import torch as torch
    from torch import Tensor as Tensor
else:
    torch, Tensor = Lazy("torch"), Any

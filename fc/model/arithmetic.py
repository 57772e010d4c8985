"""Three ways to compute a step: exactly, in double and in single precision.

*Exact* means that no sum rounds, so its value does not depend on the order of summation: the
weights are the same bits for every BLAS, number of threads and CPU kernel. Strengths are multiples
of ``2**-9`` (see `fc.model.strengths`) and weights are snapped to multiples of ``2**-28`` after
every step. Then, for an activation that is exact on such numbers (ReLU, identity, LeakyReLU of a
dyadic slope with b binary digits):

- a pre-activation and the output times m are sums of multiples of ``2**-(37 + b)``; they are exact
  in double precision while ``reach = (1 + |bg_shift|) sum_k |v_k|_1 <= 2**(16 - b)``, since
  every partial sum then stays below ``2**53`` such multiples;
- the gradient sums N numbers ``phi' y z``, multiples of ``2**-(9 + b)``; they are exact in single
  precision while ``N (1 + |bg_shift|) 2**(9 + b) <= 2**24``;
- the step size, the decay and the snap act on single numbers, where IEEE 754 fixes the result.

The number of steps is not limited. N is checked by `fc.model.setting.Setting`, and the reach before
every step by `fc.simulation.sgd`: beyond them is an error, not a silent loss. Initial weights of
size ``d**-1/2`` need ``d <= 2**42``, where they still have 7 binary digits.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRENGTH_BITS = 9
WEIGHT_BITS = 28
LARGEST_D = 2**42


@dataclass(frozen=True)
class Arithmetic:
    """Precision of the pre-activations and of the gradient, and whether weights are rounded."""

    forward: type[np.floating[Any]]
    backward: type[np.floating[Any]]
    snaps: bool = False

    def snap(self, v: NDArray[Any]) -> None:
        """Round weights to multiples of ``2**-28``, in place, if the arithmetic is exact."""
        if self.snaps:
            v *= 2.0**WEIGHT_BITS
            np.rint(v, out=v)
            v *= 2.0**-WEIGHT_BITS


ARITHMETICS = {
    "exact": Arithmetic(np.float64, np.float32, snaps=True),
    "float64": Arithmetic(np.float64, np.float64),
    "float32": Arithmetic(np.float32, np.float32),
}


def largest_reach(bits: int) -> float:
    """Largest ``(1 + |bg_shift|) sum_k |v_k|_1`` at which nothing rounds."""
    return float(2 ** (53 - WEIGHT_BITS - STRENGTH_BITS - bits))


def largest_batch(bits: int, bg_shift: float) -> int:
    """Largest N at which the gradient does not round."""
    return int(2 ** (24 - STRENGTH_BITS - bits) / (1 + abs(bg_shift)))


def is_dyadic(number: float, bits: int) -> bool:
    """Whether `number` is a multiple of ``2**-bits``."""
    return bool((number * 2**bits).is_integer())

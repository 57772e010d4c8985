"""Representation distillation: teachers that see the core alone, and how well they are fitted.

The paper opens with it: students that fit, on training data, the representation of a model that
generalises out of distribution, and that do not generalise as it does. Here the teacher ignores the
background by construction.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fc.model.features import Batch, shift_background
from fc.model.setting import Setting
from fc.networks.remedies import InputMap
from fc.requirements import require_integer, require_one_of

TEACHERS = ("sum", "core", "relu")
KAPPAS = (1.0, 0.5, 0.0, -0.5, -1.0, -1.5, -2.0)
NO_MEAN = "no mean"  # The background with its mean subtracted, z - mu: a shift that is no kappa.
SHIFTS: tuple[float | str, ...] = (*KAPPAS, NO_MEAN)


@dataclass(frozen=True)
class Teacher:
    """A representation that depends on the core features alone.

    Parameters
    ----------
    kind : str
        ``"sum"``: ``sum_core y z_j / (n_core mu)``, one number of mean y; ``"core"``: the core
        features; ``"relu"``: ``max(0, T u_core)`` with T of standard normal entries.
    units : int
        Entries of the ReLU representation.

    Raises
    ------
    ValueError
        One sentence that names the field, the value and what is allowed.
    """

    kind: str = "sum"
    units: int = 64

    def __post_init__(self) -> None:
        require_one_of("kind", self.kind, TEACHERS)
        require_integer("units", self.units, 1, 10**5)

    def outputs(self, setting: Setting) -> int:
        """Entries K of the representation."""
        return {"sum": 1, "core": setting.n_core, "relu": self.units}[self.kind]

    def representation(self, setting: Setting, rng: np.random.Generator) -> InputMap:
        """The map from inputs (N, d0) to representations (N, K).

        Raises
        ------
        ValueError
            If the sum is asked of a core without a mean.
        """
        n = setting.n_core
        if self.kind == "core":
            return lambda u: u[:, :n]
        if self.kind == "relu":
            t = rng.standard_normal((self.units, n))
            return lambda u: np.maximum(u[:, :n] @ t.T, 0)
        if not setting.mu_core:
            raise ValueError("kind must be core or relu where the core has no mean, got 'sum'")
        return lambda u: u[:, :n].sum(axis=1, keepdims=True) / (n * setting.mu_core)


def shifted(batch: Batch, setting: Setting, shift: float | str) -> Batch:
    """The same samples under one of `SHIFTS`."""
    if shift != NO_MEAN:
        return shift_background(batch, setting, float(shift))
    u = batch.u.copy()
    u[:, setting.n_core :] -= setting.mu_bg
    return batch._replace(u=u)


def shift_name(shift: float | str) -> str:
    """A shift as it stands in the entries of a record, ``accuracy(-1)``."""
    return shift if isinstance(shift, str) else f"{shift:g}"


def fit_error(found: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Mean squared distance of two representations (N, K), over the variance of the second."""
    return float(((found - wanted) ** 2).sum(axis=1).mean() / wanted.var(axis=0).sum())

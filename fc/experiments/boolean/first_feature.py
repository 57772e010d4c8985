"""Which Boolean feature comes first under SGD, against what the Fourier gap predicts."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.data.boolean import Array, BooleanSetting, cube, draw
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.requirements import Record, integer, number, require_integer
from fc.runs.experiment import Experiment
from fc.theory.fourier_gap import gap, require_balanced

PACE = 60  # Steps that the prediction needs to the threshold.
MOST_BITS = 12


@dataclass(frozen=True)
class FirstFeature(Experiment):
    """SGD on the logistic loss until one feature is there, with fixed output weights.

    ``h = (1/m) sum_k a_k ReLU(<w_k, x>)``. The neurons come in pairs of equal ``w ~ N(0, s^2/n)``
    and opposite ``a = +-1``, so h starts at 0. Training ends where the larger of ``c = E_U[h f_c]``
    and ``q = E_U[h f_s]``, both exact by enumeration, reaches `threshold`, far below a margin of 1.
    The record is empty where neither comes in time.

    Attributes
    ----------
    setting : BooleanSetting
        With at most 12 bits in all.
    scale : float
        s, the size of the initial weights.
    threshold : float
        Of the larger of c and q.
    steps : int
        At most so many.
    """

    entries: ClassVar = {
        "lead": "(c - q)/(c + q) at the end",
        "predicted": "(c - q)/(c + q) by the Fourier gap of the initial weights",
        "difference": "`lead` minus `predicted`",
        "difference_equal": "`lead` minus what the gap would be if both functions had the same"
        " coefficients",
    }

    setting: BooleanSetting
    scale: float = 4.0
    threshold: float = 0.05
    steps: int = 3000

    def __post_init__(self) -> None:
        positive = dict.fromkeys(("scale", "threshold"), number(0, strict=True))
        set_checked(self, **positive, steps=integer(1, 10**6))
        require_integer("bits", self.setting.bits, 2, MOST_BITS)
        require_balanced(self.setting)
        if self.setting.width % 2:
            raise ValueError(f"width must be even for pairs, got {self.setting.width}")

    def record(self, rngs: Streams) -> Record:
        """Train one network."""
        s = self.setting
        half = rngs.init.standard_normal((s.width // 2, s.bits)) * self.scale / np.sqrt(s.bits)
        w, a = np.repeat(half, 2, axis=0), np.tile([1.0, -1.0], s.width // 2)
        points = cube(s.bits)
        f = np.stack(s.values(points)) / len(points)
        found, rho = gap(s, w), s.correlation
        fastest = max(found.core + rho * found.cross, rho * found.spurious + found.cross)
        # A step of size eta in units of the neuron moves c by eta (K_cc + rho K_cs) / 2.
        eta = 2 * self.threshold / (PACE * fastest)
        for _ in range(self.steps + 1):
            c, q = f @ (np.maximum(points @ w.T, 0) @ a / len(a))
            if max(c, q) >= self.threshold:
                break
            batch = draw(s, rngs.train, s.batch)
            w = w + eta * a[:, None] * _pull(w, a, batch.x.astype(float), batch.y)
        else:
            return {}
        lead, predicted = float((c - q) / (c + q)), found.lead(rho)
        return {
            "lead": lead,
            "predicted": predicted,
            "difference": lead - predicted,
            "difference_equal": lead - (1 - rho) / (1 + rho),
        }


def _pull(w: Array, a: Array, x: Array, y: Array) -> Array:
    """``E[g y x_j 1{active}]`` of each neuron over samples, g the slope of the logistic loss."""
    p = x @ w.T
    slope = y / (1 + np.exp(y * (np.maximum(p, 0) @ a) / len(a))) / len(y)
    found: Array = ((p > 0) * slope[:, None]).T @ x
    return found

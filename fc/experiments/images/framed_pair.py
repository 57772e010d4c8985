"""The theorems' network on two groups of framed digits: the drift along the frame.

Every pixel of a digit is grey and every pixel of the frame has the same colour, so that inputs lie
in the span of 65 orthonormal directions: one for each pixel of the digit, and that of
the frame b. As in the reduction of the feature model, only the weights along these matter.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from fc.data.images import CLASSES, COLOURS, ImageSetting, digits
from fc.model.activations import activation
from fc.model.doors import set_checked
from fc.model.features import Streams, streams
from fc.requirements import Array, Record, integer, number
from fc.runs.experiment import Experiment
from fc.simulation.measurement import errors

FITTED = 0.05  # Hinge risk at which the networks are compared.


class Pair(NamedTuple):
    """Two groups of framed digits in reduced coordinates."""

    u: Array  # (N, 65); the last coordinate is that of the frame, ``|b|`` for all.
    y: Array  # (N,), +1 and -1.
    weight: Array  # (N,), of each image in a mean over both classes; each class sums to 1/2.


@dataclass(frozen=True)
class FramedPair(Experiment):
    """Full-batch gradient descent of ``h(x) = sum_k a_k phi(<w_k, x>)`` on the hinge loss.

    Measured where the hinge risk first is at most 0.05, or else after `limit` steps.

    Attributes
    ----------
    setting : ImageSetting
        Its background must be a colour; the number of images is not used.
    positive, negative : tuple of int
        Digits of the class +1 and of the class -1.
    width : int
        Number m of neurons, even; half of the a_k are 1/m, half -1/m.
    pace : float
        ``eta / m`` times the mean squared length of an image.
    limit : int
        Steps.
    """

    entries: ClassVar = {
        "steps": "steps made",
        "risk_id": "hinge risk",
        "error_id": "0-1 error",
        "drift": "what <w_k, b> has grown by, mean over neurons",
        "intercept": "growth of <w_k, b> signed by a_k, by which the frame serves as a bias",
        "core_drift": "growth along half the difference of the class means, signed by a_k",
        "predicted": "the drift that follows from the activation of the two classes, ``|b|^2 eta /"
        " 2m sum_t (g+_k - g-_k)``, with g the mean over the neuron's positive and negative class"
        " of phi'(<w_k, x>) where y h < 1, else of 0",
        "predicted_gap": "how far `predicted` lies from the drift, relative to it",
        "ungated_gap": "how far `predicted` without the gate lies from the drift, relative to it",
        "asymmetry": "mean over neurons of the difference of phi' between their classes",
        "error(black)": "0-1 error with the frame taken away",
        "margin_ratio(black)": "mean margin with the frame taken away over that with it",
    }

    setting: ImageSetting
    activation: str = "relu"
    positive: tuple[int, ...] = (1,)
    negative: tuple[int, ...] = (7,)
    width: int = 128
    pace: float = 0.5
    limit: int = 4000

    def __post_init__(self) -> None:
        set_checked(self, width=integer(2), pace=number(0, strict=True), limit=integer(1))
        if self.setting.background not in COLOURS or self.setting.source != "digits":
            got = f"{self.setting.source} on {self.setting.background}"
            raise ValueError(f"setting must have digits on one colour, got {got}")
        first, second = set(self.positive), set(self.negative)
        known = first | second <= {*range(CLASSES)}
        if not (first and second and known) or first & second:
            got = f"{self.positive} and {self.negative}"
            raise ValueError(f"positive and negative must be distinct digits 0 to 9, got {got}")
        if self.width % 2:
            raise ValueError(f"width must be even, got {self.width}")
        activation(self.activation)

    def record(self, rngs: Streams) -> Record:
        """Train once and measure."""
        return self._rows(rngs.init)[-1]

    def course(self, seed: int, run: int, every: int) -> dict[str, Array]:
        """Entries of the record over training, every so many steps, and at the end."""
        rows = self._rows(streams(seed, run).init, every)
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def _rows(self, rng: np.random.Generator, every: int | None = None) -> list[Record]:
        pair, d = reduced(self.setting, self.positive, self.negative), 3 * self.setting.side**2
        phi, m = activation(self.activation), self.width
        a = np.where(np.arange(m) % 2 == 0, 1.0, -1.0) / m
        start = rng.standard_normal((m, pair.u.shape[1])) / np.sqrt(d)
        v, force = start.copy(), np.zeros((2, m))
        eta = self.pace * m / float(pair.weight @ (pair.u**2).sum(axis=1))
        rows: list[Record] = []
        for t in range(self.limit + 1):
            p = pair.u @ v.T
            h, slope = phi.of(p) @ a, phi.slope_of(p)
            risk = float(pair.weight @ np.maximum(1 - pair.y * h, 0))
            last = risk <= FITTED or t == self.limit
            if last or (every and t % every == 0):
                row = {"steps": float(t), "risk_id": risk}
                rows.append(row | _measured(pair, v, v - start, a, force, phi, slope))
            if last:
                break
            signed = slope * (pair.weight * pair.y)[:, None]
            gated = signed * (pair.y * h < 1)[:, None]
            frame = pair.u[0, -1] ** 2
            force += eta * frame * a * np.stack([gated.sum(axis=0), signed.sum(axis=0)])
            v += eta * a[:, None] * (gated.T @ pair.u)
        return rows


def reduced(setting: ImageSetting, positive: Collection[int], negative: Collection[int]) -> Pair:
    """All digits of both groups in the 65 coordinates of the module."""
    pixels, label = digits()
    chosen = np.isin(label, [*positive, *negative])
    grey = pixels[chosen, :, :, 0].reshape(chosen.sum(), -1).astype(float)
    y = np.where(np.isin(label[chosen], [*positive]), 1.0, -1.0)
    # A grey pixel g is (g, g, g): its length is that of g times the root of 3.
    frame = setting.side**2 - (setting.side - 2 * setting.pad) ** 2
    length = np.sqrt(frame * sum(x * x for x in COLOURS[setting.background]))
    u = np.c_[grey * np.sqrt(3), np.full(len(y), length)]
    share = np.where(y > 0, (y > 0).sum(), (y < 0).sum())
    return Pair(u, y, 0.5 / share)


def _measured(
    pair: Pair, v: Array, growth: Array, a: Array, force: Array, phi: Any, slope: Array
) -> Record:
    """Growth of the weights, errors and margins with the frame and without, and the asymmetry."""
    means = [pair.u[pair.y == one].mean(axis=0) for one in (1, -1)]
    along, sign = growth[:, -1] * pair.u[0, -1], np.sign(a)
    drift = float(along.mean())
    bare = pair.u.copy()
    bare[:, -1] = 0
    margin, without = (pair.y * (phi.of(u @ v.T) @ a) for u in (pair.u, bare))
    asymmetry = 2 * sign * ((pair.weight * pair.y) @ slope)
    return {
        "drift": drift,
        "intercept": float((sign * along).mean()),
        "predicted_gap": abs(force[0].mean() / drift - 1) if drift else 0.0,
        "ungated_gap": abs(force[1].mean() / drift - 1) if drift else 0.0,
        "core_drift": float(sign @ growth @ (means[0] - means[1]) / 2 / len(a)),
        "predicted": float(force[0].mean()),
        "error_id": float(pair.weight @ errors(margin)),
        "error(black)": float(pair.weight @ errors(without)),
        "margin_ratio(black)": float((pair.weight @ without) / (pair.weight @ margin)),
        "asymmetry": float(asymmetry.mean()),
    }

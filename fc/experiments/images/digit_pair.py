"""The theorems' network on two groups of digits before varying backgrounds, beside the law."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fc.data.images import CLASSES, ImageSetting, images
from fc.model.activations import activation
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.requirements import Array, Record, integer
from fc.runs.experiment import Experiment
from fc.theory.class_means import Parts, margin_ratio, parts
from fc.theory.pair import at_margin

PHI = activation("relu")
KAPPAS = (0.0, -1.0)
BACKGROUNDS, MOST = 2000, 1500  # For the sums; images of a class.
TEST, EVERY = 150, 10  # Test images of a class, at most a fifth of them; steps between looks.
INIT = 0.01  # Initial weights are N(0, INIT^2 / d), small beside the margin.
WIDTH, BATCH = 32, 100  # Half of the neurons have a positive a_k, half of a batch either class.
PACE = 0.1  # eta S_b / 2m.


@dataclass(frozen=True)
class DigitPair(Experiment):
    """SGD of ``h(x) = sum_k a_k ReLU(<w_k, x>)``, ``a_k = +-1/m``, on the hinge loss.

    Backgrounds are drawn anew for each batch, which has as many images of either class. Measured
    on other images where the mean margin is 1, or after `limit` steps.

    Attributes
    ----------
    setting : ImageSetting
        Its numbers of images are not used.
    positive, negative : tuple of int
        Digits of the class +1 and of the class -1.
    """

    entries: ClassVar = {
        "steps": "steps made",
        "margin": "mean margin",
        "s_core": "S_c, squared length of half the difference of the class means",
        "s_bg": "S_b, squared length of the mean input",
        "active_neg": "share of its other class on which a neuron is active, mean over those that"
        " ever are",
        "margin_ratio({kappa})": "mean margin with the background times {kappa} over that as it is",
        "law({kappa})": "what the law of the measured sums predicts for it",
        "miss": "the larger distance between margin ratio and law at kappa = 0 and -1",
        "one_class_miss": "the same for the law without activity on the other class",
        "bg": "B, growth of <w_k, b> with b the mean input, mean over neurons",
        "law_bg": "B by the law",
        "bg_miss": "distance between B and the law's, relative to the law's",
    }

    setting: ImageSetting
    positive: tuple[int, ...] = (1,)
    negative: tuple[int, ...] = (7,)
    limit: int = 6000

    def __post_init__(self) -> None:
        set_checked(self, limit=integer(1))
        first, second = set(self.positive), set(self.negative)
        if not (first and second and first | second <= {*range(CLASSES)}) or first & second:
            got = f"{self.positive} and {self.negative}"
            raise ValueError(f"positive and negative must be distinct digits 0 to 9, got {got}")

    def record(self, rngs: Streams) -> Record:
        """Train once and measure."""
        every = self._images(rngs.extra)
        known, test = np.split(every, [-min(TEST, every.shape[1] // 5)], axis=1)
        drawn = self._backgrounds(BACKGROUNDS, rngs.evaluate)
        of, mean = parts(known[0], known[1], drawn), known.mean(axis=(0, 1)) + drawn.mean(axis=0)
        m, d = WIDTH, len(mean)
        a = np.where(np.arange(m) % 2 == 0, 1.0, -1.0) / m
        start = INIT * rngs.init.standard_normal((m, d)) / np.sqrt(d)
        v, eta = start.copy(), PACE * 2 * m / of.sums.s_bg
        half, y = BATCH // 2, np.repeat((1.0, -1.0), BATCH // 2)
        shown, truth = test.reshape(-1, d), np.repeat((1.0, -1.0), test.shape[1])
        drawn = self._backgrounds(len(shown), rngs.evaluate)
        for t in range(self.limit + 1):
            if t == self.limit or t % EVERY == 0:
                p = (shown + drawn) @ v.T
                margin = {1.0: truth * (PHI.of(p) @ a)}
                if t == self.limit or margin[1.0].mean() >= 1:
                    break
            x = np.concatenate([z[rngs.train.integers(len(z), size=half)] for z in known])
            x += self._backgrounds(BATCH, rngs.train)
            q = x @ v.T
            gated = PHI.slope_of(q) * (y / BATCH * (y * (PHI.of(q) @ a) < 1))[:, None]
            v += eta * a[:, None] * (gated.T @ x)
        margin |= {kappa: truth * (PHI.of((shown + kappa * drawn) @ v.T) @ a) for kappa in KAPPAS}
        live, other = (p > 0).any(axis=0), truth[:, None] * a < 0
        bg, law_bg = float(((v - start) @ mean).mean()), at_margin(of.sums).bg
        found = {
            "steps": float(t),
            "margin": float(margin[1.0].mean()),
            "s_core": of.sums.s_core,
            "s_bg": of.sums.s_bg,
            "active_neg": float((p > 0)[other & live].mean()) if live.any() else 0.0,
            "bg": bg,
            "law_bg": law_bg,
        }
        if law_bg > 0:
            found["bg_miss"] = abs(bg / law_bg - 1)
        return found | self._beside_law(margin, of)

    def _beside_law(self, margin: dict[float, Array], of: Parts) -> Record:
        """Margin ratios, and how far the law is from them."""
        left = {k: float(margin[k].mean() / margin[1.0].mean()) for k in KAPPAS}
        found = {f"margin_ratio({k:g})": x for k, x in left.items()}
        for name, both in (("miss", True), ("one_class_miss", False)):
            law = {k: margin_ratio(of, k, both=both) for k in KAPPAS}
            found[name] = max(abs(left[k] - law[k]) for k in KAPPAS)
            found |= {f"law({k:g})": x for k, x in law.items() if both}
        return found

    def _backgrounds(self, count: int, rng: np.random.Generator) -> Array:
        """Backgrounds ``s t`` alone, (count, d)."""
        drawn = np.float32(self.setting.strength) * self.setting.drawn(count, rng)
        return np.asarray(drawn, float).reshape(count, -1)

    def _images(self, rng: np.random.Generator) -> Array:
        """Images of the class +1 and of the class -1 without background, (2, N, d)."""
        pixels, label = images(self.setting.source)
        rows = [
            rng.permutation(np.flatnonzero(np.isin(label, digits)))
            for digits in (self.positive, self.negative)
        ]
        count = min(*map(len, rows), MOST)
        chosen = pixels[np.concatenate([x[:count] for x in rows])]
        return np.asarray(chosen, float).reshape(2, count, -1)

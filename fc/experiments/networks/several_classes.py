"""K classes, and training domains whose backgrounds differ in mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from fc.experiments.theorems.growth import growth_ratio
from fc.experiments.theorems.training import STEP_LIMIT
from fc.model.doors import set_checked
from fc.model.features import Streams
from fc.model.network import initial_network
from fc.model.setting import Setting
from fc.requirements import Array, Record, each, integer, number
from fc.runs.experiment import Experiment
from fc.simulation.measurement import EVALUATION_SAMPLES
from fc.theory.several_classes import SeveralLaw

KAPPAS = (0.0, -1.0, -2.0)
Classes = NDArray[np.int64]


@dataclass(frozen=True)
class SeveralClasses(Experiment):
    """Train with K classes and D domains to mean margin 1; empty if that takes over 2,000 steps.

    Each class has ``n_core (K-1) / K`` core features, which carry ``z_j`` on it and
    ``-z_j / (K-1)`` on every other class: class means are as long for every K, and two classes are
    those of the theorems up to the sign of half of the core features. A neuron adds
    ``K phi(<w_k, x>) / (2 m)`` to the score of one class. The loss is the mean of ``(1 - r)_+``
    over the K - 1 margins ``r`` by which the true class leads. Out of distribution the background
    is kappa times the strengths without a shift.

    Attributes
    ----------
    classes : int
        K, of which n_core and the width are multiples.
    domains : tuple of float
        What each domain adds to all background strengths; domains are equally likely.
    """

    entries: ClassVar = {
        "steps": "steps to mean margin 1",
        "ratio": "B over C, of strengths without a shift, see `growth_ratio`",
        "risk_id": "hinge risk in distribution",
        "error_id": "0-1 error in distribution",
        "risk_ood({kappa})": "hinge risk at kappa = {kappa}",
        "error_ood({kappa})": "0-1 error at kappa = {kappa}",
        "margin_ratio({kappa})": "mean margin at kappa = {kappa} over that in distribution",
        "miss({kappa})": "margin_ratio({kappa}) minus that of the law, for ReLU",
        "miss_plain({kappa})": "the same for the law of two classes whose gate never closes",
    }
    setting: Setting
    classes: int = 2
    domains: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        set_checked(self, classes=integer(2, 1000), domains=each(number(-2, 2)))
        if not self.domains:
            raise ValueError("domains must be at least one shift, got ()")
        for field in ("n_core", "width"):
            if (value := getattr(self.setting, field)) % self.classes:
                raise ValueError(f"{field} must be a multiple of {self.classes}, got {value}")
        unused = ("taper", "label_noise", "weight_decay", "bg_shift")
        self.setting.require_ideal("several classes", *unused)

    @property
    def signs(self) -> Array:
        """What class c multiplies the strength of each core feature by, shape (K, features)."""
        k = self.classes
        shares = (k * np.eye(k) - 1) / (k - 1)
        return np.repeat(shares, self.setting.n_core * (k - 1) // k, axis=1)

    @property
    def own(self) -> Classes:
        """Class of each neuron, shape (m,)."""
        return np.repeat(np.arange(self.classes), self.setting.width // self.classes)

    def start(self, rng: np.random.Generator) -> Array:
        """Initial weights on all features, the core first; ``N(0, 1/d)``."""
        n_core = self.signs.shape[1]
        wide = self.setting.changed(n_core=n_core, arithmetic="float64")
        return initial_network(wide, rng).v

    def draw(self, rng: np.random.Generator, size: int) -> tuple[Array, Classes, Array]:
        """Samples (N, features), their classes (N,), and the shifts of their domains (N, 1)."""
        y, shift = rng.integers(self.classes, size=size), rng.choice(self.domains, (size, 1))
        core, bg = np.empty((size, self.signs.shape[1])), np.empty((size, self.setting.n_bg))
        self.setting.law.sample(rng, core)
        self.setting.bg_law.sample(rng, bg)
        return np.hstack([core * self.signs[y], bg + shift]), y, shift

    def leads(self, p: Array, y: Classes) -> Array:
        """Score of the true class less that of each, (N, K), at pre-activations (N, m)."""
        k, m = self.classes, self.setting.width
        h = self.setting.phi.of(p).reshape(len(p), k, m // k).sum(axis=2) * (k / (2 * m))
        found: Array = h[np.arange(len(p)), y][:, None] - h
        return found

    def pull(self, v: Array, u: Array, y: Classes) -> tuple[Array, float]:
        """Minus the gradient of the batch's loss, of v's shape, and the batch's mean margin."""
        p, rows, k = u @ v.T, np.arange(len(y)), self.classes
        leads = self.leads(p, y)
        weight = np.where(leads < 1, -1 / (k - 1), 0.0)
        weight[rows, y] = 0
        weight[rows, y] = -weight.sum(axis=1)
        back = weight[:, self.own] * self.setting.phi.slope_of(p)
        force: Array = back.T @ u * (k / (2 * self.setting.width * len(y)))
        return force, float(leads.sum() / (len(y) * (k - 1)))

    def record(self, rngs: Streams) -> Record:
        """Train once and measure."""
        v = self.start(rngs.init)
        for t in range(STEP_LIMIT + 1):
            u, y, _ = self.draw(rngs.train, self.setting.batch)
            force, margin = self.pull(v, u, y)
            if margin >= 1:
                found = {"steps": t} | self._measured(v, rngs.evaluate)
                return {name: float(x) for name, x in found.items()}
            v += self.setting.eta * force
        return {}

    def _measured(self, v: Array, rng: np.random.Generator) -> dict[str, Any]:
        k, n_core = self.classes, self.signs.shape[1]
        v_core, v_bg = np.split(v, [n_core], axis=1)
        core = self.setting.mu_core * (v_core * self.signs[self.own]).sum(axis=1)
        found = {"ratio": growth_ratio(core, self.setting.mu_bg * v_bg.sum(axis=1))[0]}
        u, y, shift = self.draw(rng, EVALUATION_SAMPLES)
        p_core, bg = u[:, :n_core] @ v_core.T, u[:, n_core:]
        places: dict[str, Array] = {"id": bg}
        places |= {f"ood({x:g})": x * (bg - shift) for x in KAPPAS}
        mean = dict[str, float]()
        for place, z in places.items():
            leads = self.leads(p_core + z @ v_bg.T, y)
            mean[place] = leads.sum(axis=1).mean()
            # The true class leads itself by 0: a loss of 1, and one of those on a level.
            found[f"risk_{place}"] = (np.maximum(1 - leads, 0).sum(axis=1).mean() - 1) / (k - 1)
            guessed = 1 - 1 / (leads == 0).sum(axis=1)
            found[f"error_{place}"] = np.where((leads < 0).any(axis=1), 1, guessed).mean()
        law, plain = (SeveralLaw(self.setting, n, self.domains) for n in (k, 2))
        for x in KAPPAS:
            found[f"margin_ratio({x:g})"] = ratio = mean[f"ood({x:g})"] / mean["id"]
            if self.setting.activation == "relu":
                found[f"miss({x:g})"] = ratio - law.margin_ratio(x)
                found[f"miss_plain({x:g})"] = ratio - plain.margin_ratio(x, gate=False)
        return found

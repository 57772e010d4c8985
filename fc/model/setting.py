"""One frozen description of a run."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from fc.model.activations import EXACT, Activation, activation
from fc.model.arithmetic import ARITHMETICS, LARGEST_D, STRENGTH_BITS, is_dyadic, largest_batch
from fc.model.departures import IDEAL, Departures, without_ideal
from fc.model.doors import set_checked
from fc.model.groups import Group, tapered
from fc.model.strengths import Strengths, strengths
from fc.requirements import each, integer, number, one_of, require_number

_ALLOWED = {
    **dict.fromkeys(("n_core", "n_bg", "d", "width", "batch"), integer(1)),
    **dict.fromkeys(("strengths", "bg_strengths"), lambda field, x: strengths(x, field) and x),
    "activation": lambda _, x: activation(x) and x,
    "arithmetic": one_of(*ARITHMETICS),
    "step_size": number(1e-30, 1e30),
    "taper": number(0, 1, below=True),
    "bg_shift": number(-1, 1),
    "label_noise": number(0, 1),
}


@dataclass(frozen=True)
class Setting:
    """The feature model, the network and its training (section "Setting" of the book).

    Parameters
    ----------
    n_core, n_bg : int
        Number of core and of background features; ``d0 = n_core + n_bg``.
    d : int
        Input dimension, at least ``d0``. It enters only through the initial weights.
    width, batch : int
        Number m of hidden neurons, and of fresh samples N per step.
    step_size : float, optional
        eta; None stands for ``0.05 width / d0``: about 320 steps of a ReLU network to T2.
    weight_decay : float
        lambda, with ``eta lambda <= 1``.
    activation : str
        ``"relu"``, ``"leaky_relu:0.1"``, ``"identity"``, ...; see `fc.model.activations`.
    strengths : str
        Law of the strengths: ``"uniform"``, ``"beta:2,5"``, ...; see `fc.model.strengths`.
    bg_strengths : str, optional
        Law of the background strengths; None stands for the law of the core strengths.
    taper : float
        In [0, 1): feature j = 1..n of its group is multiplied by ``1 - taper (j - 1/2) / n``.
    bg_shift : float
        Added to every background strength, in [-1, 1]; minus the law's mean makes its mean 0.
    label_noise : float
        Probability that a training label is replaced by a fair coin; 1 shuffles the labels.
    arithmetic : str, optional
        ``"exact"``, ``"float64"`` or ``"float32"``; None stands for the first that is possible.
    random_signs : bool
        Whether fair coins sign the output weights, as in the paper, or half are positive.
    departures : Departures
        Assumptions of the theorems that are broken, and by how much, or a dict of them.
    """

    n_core: int = 64
    n_bg: int = 64
    d: int = 1_000_000
    width: int = 256
    batch: int = 1000
    step_size: float | None = None
    weight_decay: float = 0.0
    activation: str = "relu"
    strengths: str = "uniform"
    bg_strengths: str | None = None
    taper: float = 0.0
    bg_shift: float = 0.0
    label_noise: float = 0.0
    arithmetic: str | None = None
    random_signs: bool = False
    departures: Departures = IDEAL

    def __post_init__(self) -> None:
        if isinstance(self.departures, dict):
            each(one_of(*vars(IDEAL)))("departures", list(self.departures))
            object.__setattr__(self, "departures", Departures(**self.departures))
        set_checked(self, **_ALLOWED)
        if self.d < self.d0:
            raise ValueError(f"d must be at least n_core + n_bg = {self.d0}, got {self.d}")
        require_number("weight_decay", self.weight_decay, 0, 1 / self.eta)
        require_number("bg_signed", self.departures.bg_signed or 1, 1, self.n_bg)
        if self.arithmetic == "exact" and (obstacle := self._obstacle()):
            raise ValueError(f"{obstacle} for exact arithmetic")
        if self.taper and max(self.n_core, self.n_bg) > 10**7:  # Each has a factor of its own.
            raise ValueError(f"taper must be 0 for more than 1e7 features, got {self.taper}")

    def changed(self, **changes: Any) -> Setting:
        """The setting with other values of its fields, or of those of its departures."""
        broken = {name: changes.pop(name) for name in vars(IDEAL) if name in changes}
        return replace(self, **changes, departures=replace(self.departures, **broken))

    def require_ideal(self, subject: str, *zero: str) -> None:
        """Refuse, for `subject`, departures but `init_scale`, and fields that are not 0."""
        if obstacle := self.departures.obstacle(but="init_scale"):
            raise ValueError(f"{obstacle} for {subject}")
        for field in zero:
            if value := getattr(self, field):
                raise ValueError(f"{field} must be 0 for {subject}, got {value:g}")

    def _obstacle(self) -> str | None:
        """What stands in the way of exact arithmetic, or None."""
        if (bits := self.phi.bits) is None:
            return f"activation must be {EXACT}, got {self.activation!r},"
        if self.taper:
            return f"taper must be 0, got {self.taper},"
        if not is_dyadic(self.bg_shift, STRENGTH_BITS):
            return f"bg_shift must be a multiple of 1/512, got {self.bg_shift},"
        if self.d > LARGEST_D:
            return f"d must be at most {LARGEST_D}, got {self.d},"
        if self.batch > (most := largest_batch(bits, self.bg_shift)):
            return f"batch must be at most {most}, got {self.batch},"
        return self.departures.obstacle()

    @property
    def mode(self) -> str:
        """Name of the arithmetic, with the default resolved."""
        return self.arithmetic or ("float64" if self._obstacle() else "exact")

    @property
    def d0(self) -> int:
        """Number of features, ``n_core + n_bg``."""
        return self.n_core + self.n_bg

    @property
    def eta(self) -> float:
        """Step size, with the default resolved."""
        return 0.05 * self.width / self.d0 if self.step_size is None else self.step_size

    @property
    def phi(self) -> Activation:
        """The activation and its derivative."""
        return activation(self.activation)

    @property
    def law(self) -> Strengths:
        """Law of the core strengths."""
        return strengths(self.strengths)

    @property
    def bg_law(self) -> Strengths:
        """Law of the background strengths before `bg_shift`."""
        return strengths(self.bg_strengths or self.strengths)

    @property
    def mu_core(self) -> float:
        """Mean core strength, before `taper`; 0 where the core vectors lie on spheres."""
        return self.law.mean if self.departures.core_radius is None else 0.0

    @property
    def mu_bg(self) -> float:
        """Mean background strength in distribution, before `taper` and `bg_agreement`."""
        return self.bg_law.mean + self.bg_shift

    @cached_property
    def core(self) -> Group:
        """The core features."""
        if (radius := self.departures.core_radius) is not None:
            return Group(self.n_core, 0.0, (1 + radius**2) / 2 / self.n_core)
        return tapered(Group(self.n_core, self.mu_core, self.law.variance), self.taper)

    @cached_property
    def bg(self) -> Group:
        """The background features."""
        return tapered(Group(self.n_bg, self.mu_bg, self.bg_law.variance), self.taper)

    @property
    def t1(self) -> int:
        """T1 = ceil(8 m / (eta d0)) steps, the time scale of Theorem 4.2."""
        return math.ceil(8 * self.width / (self.eta * self.d0) - 1e-9)

    @property
    def step_cost(self) -> float:
        """``N d0 m``, proportional to the time of a step."""
        return float(self.batch * self.d0 * self.width)

    def as_dict(self) -> dict[str, Any]:
        """Every field as plain data, with the defaults resolved; departures only if there are."""
        resolved = {"step_size": self.eta, "arithmetic": self.mode}
        resolved["bg_strengths"] = self.bg_strengths or self.strengths
        return asdict(self, dict_factory=without_ideal) | resolved

"""How large a verification is: smoke, quick or full."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fc.model.setting import Setting
from fc.runs.experiment import Experiment
from fc.runs.records import Sweep

Make = Callable[[Setting], Experiment]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Scale and seeds of one verification.

    Attributes
    ----------
    width, batch, seeds : int
        Of every network, unless something else is said; and runs at each size.
    n : int
        Core features beyond the theorems, and as many background features.
    d0, control_d0, widths : tuple of int
        Numbers of features of a sweep, half of them core; the same for networks that serve as
        controls only; and widths of a sweep at d0 = 64.
    step : float
        The step size is ``step width / d0``: at 0.05, T2 is some 320 steps.
    d : tuple of int
        Input dimensions of Theorem 4.4, up to where the batches' sampling noise in B is still
        below its initial size (d0 = 64, N = 1000).
    margin, time_margin : float
        What counts as a constant: an exponent within `margin` of 0; and how near to its
        predicted value an exponent of the time to asymmetry must be.
    time_steps, time_factors : int, tuple of int
        Steps of the shortest time to asymmetry in the sweeps over it, and factors that move it.
    time_seeds, time_width, time_batch : int
        Runs, smallest width and batch of these sweeps; the sweep over the width at T2 has this
        batch too.
    lasting_d0, lasting_widths : int, tuple of int
        Features, and widths from d0 to ``d0**2.5`` = d, over which neurons have to stay good.
    law_seeds, course_seeds, phase_seeds : int
        Runs against the laws, against the population dynamics over time and across the boundary:
        from the spread over 8 runs, so many that the intervals are shorter than the margins.
    """

    name: str
    width: int
    batch: int
    seeds: int
    n: int = 32
    d0: tuple[int, ...] = ()
    control_d0: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    step: float = 0.05
    d: tuple[int, ...] = ()
    margin: float = 0.0
    time_margin: float = 0.0
    time_steps: int = 0
    time_factors: tuple[int, ...] = ()
    time_seeds: int = 0
    time_width: int = 0
    time_batch: int = 0
    lasting_d0: int = 0
    lasting_widths: tuple[int, ...] = ()
    law_seeds: int = 0
    course_seeds: int = 0
    phase_seeds: int = 0

    @property
    def few(self) -> bool:
        """Whether an experiment is left to its most telling cases."""
        return self.name == "smoke"

    def features(self, d0: int | None = None, **changes: Any) -> Setting:
        """Setting with d0 features, half of them core, or n of either group; ``d = d0**3``.

        `changes` are fields of `Setting` or its departures; d0 features take the scale's step size.
        """
        n_core = d0 // 2 if d0 else self.n
        fields: dict[str, Any] = {"n_core": n_core, "n_bg": (d0 or 2 * self.n) - n_core}
        fields |= {"width": self.width, "batch": self.batch} | changes
        fields.setdefault("d", (d0 or fields["n_core"] + fields["n_bg"]) ** 3)
        if d0:
            fields.setdefault("step_size", self.step * fields["width"] / d0)
        return Setting().changed(**fields)

    def over_d0(self, experiment: Make, sizes: Iterable[int] = (), **changes: Any) -> Sweep:
        """The experiment on `features` of each size, by default of every `d0` of the scale."""
        return tuple((d0, experiment(self.features(d0, **changes))) for d0 in sizes or self.d0)

    def same_core(self, experiment: Make, **changes: Any) -> Sweep:
        """Controls in which only the background grows: core and step size are the smallest's."""
        first = self.features(self.d0[0])
        fixed = {"n_core": first.n_core, "step_size": first.eta} | changes
        settings = [self.features(d0, n_bg=d0 - first.n_core, **fixed) for d0 in self.control_d0]
        return tuple((s.d0, experiment(s)) for s in settings)


# Fields of the scales smoke, quick and full.
FIELDS: dict[str, tuple[Any, Any, Any]] = {
    "width": (64, 128, 256),
    "batch": (300, 1000, 1000),
    "seeds": (8, 6, 10),
    "d0": ((16, 40, 100), (16, 32, 64, 128, 256), (16, 32, 64, 128, 256, 512, 1024, 2048)),
    "control_d0": ((16, 40), (16, 64, 128), (16, 64, 256)),
    "widths": ((64, 256), (64, 256, 1024), (64, 512, 4096, 8192)),
    "step": (0.15, 0.05, 0.05),
    "d": ((1_000, 31_623), (1_000, 5_623, 31_623), (1_000, 3_162, 10_000, 31_623, 100_000)),
    "margin": (0.2, 0.1, 0.1),
    "time_margin": (0.25, 0.1, 0.05),
    "time_steps": (25, 50, 50),
    "time_factors": ((1, 4), (1, 2, 4, 8), (1, 2, 4, 8)),
    "time_seeds": (10, 12, 24),
    "time_width": (128, 128, 256),
    "time_batch": (200, 300, 500),
    "lasting_d0": (16, 16, 32),
    "lasting_widths": ((32, 256), (32, 256, 1024), (32, 256, 2048, 5793)),
    "law_seeds": (8, 16, 16),
    "course_seeds": (10, 12, 32),
    "phase_seeds": (8, 6, 8),
}
SCALES = {
    name: Scale(name=name, **{field: row[i] for field, row in FIELDS.items()})
    for i, name in enumerate(("smoke", "quick", "full"))
}

# Beyond the theorems.
SIZES = {
    "smoke": Scale(name="smoke", n=16, width=64, batch=200, seeds=6),
    "quick": Scale(name="quick", width=128, batch=500, seeds=6),
    "full": Scale(name="full", width=128, batch=500, seeds=10),
}

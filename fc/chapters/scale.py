"""How large a verification is: smoke, quick or full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fc.model.setting import Setting


@dataclass(frozen=True)
class Scale:
    """Sizes and seeds of one verification.

    Attributes
    ----------
    d0 : tuple of int
        Numbers of features, half core and half background, with ``d = d0**3``.
    widths : tuple of int
        Widths at d0 = 64.
    control_d0 : tuple of int
        Numbers of features of networks that serve as controls only.
    width, batch : int
        Everywhere else.
    step : float
        The step size is ``step width / d0``: at 0.05, T2 is some 320 steps.
    seeds : int
        Runs at each size.
    d : tuple of int
        Input dimensions of Theorem 4.4, up to where the batches' sampling noise in B is still
        below its initial size (d0 = 64, N = 1000).
    margin, time_margin : float
        What counts as a constant: an exponent within `margin` of 0; and how near to its
        predicted value an exponent of the time to asymmetry must be.
    time_steps : int
        Steps of the shortest time to asymmetry in the sweeps over it.
    time_factors : tuple of int
        Factors by which a sweep moves that time.
    time_seeds, time_width, time_batch : int
        Runs, smallest width and batch of these sweeps; the sweep over the width at T2 has this
        batch too.
    """

    name: str
    d0: tuple[int, ...]
    widths: tuple[int, ...]
    control_d0: tuple[int, ...]
    width: int
    batch: int
    step: float
    seeds: int
    d: tuple[int, ...]
    margin: float
    time_margin: float
    time_steps: int
    time_factors: tuple[int, ...]
    time_seeds: int
    time_width: int
    time_batch: int

    def features(self, d0: int, **changes: object) -> Setting:
        """Setting with d0 features, half of them core, and ``d = d0**3``."""
        fields: dict[str, Any] = {
            "n_core": d0 // 2,
            "n_bg": d0 - d0 // 2,
            "d": d0**3,
            "width": self.width,
            "batch": self.batch,
        }
        fields |= changes
        return Setting(**({"step_size": self.step * fields["width"] / d0} | fields))


SCALES = {
    "smoke": Scale(
        name="smoke",
        d0=(16, 40, 100),
        widths=(64, 256),
        control_d0=(16, 64),
        width=64,
        batch=300,
        step=0.15,
        seeds=8,
        d=(1_000, 31_623),
        margin=0.2,
        time_margin=0.25,
        time_steps=25,
        time_factors=(1, 4),
        time_seeds=10,
        time_width=128,
        time_batch=200,
    ),
    "quick": Scale(
        name="quick",
        d0=(16, 32, 64, 128, 256),
        widths=(64, 256, 1024),
        control_d0=(16, 64, 128),
        width=128,
        batch=1000,
        step=0.05,
        seeds=6,
        d=(1_000, 5_623, 31_623),
        margin=0.1,
        time_margin=0.1,
        time_steps=50,
        time_factors=(1, 2, 4, 8),
        time_seeds=12,
        time_width=128,
        time_batch=300,
    ),
    "full": Scale(
        name="full",
        d0=(16, 32, 64, 128, 256, 512, 1024, 2048),
        widths=(64, 512, 4096, 8192),
        control_d0=(16, 64, 256),
        width=256,
        batch=1000,
        step=0.05,
        seeds=10,
        d=(1_000, 3_162, 10_000, 31_623, 100_000),
        margin=0.1,
        time_margin=0.05,
        time_steps=50,
        time_factors=(1, 2, 4, 8),
        time_seeds=24,
        time_width=256,
        time_batch=500,
    ),
}

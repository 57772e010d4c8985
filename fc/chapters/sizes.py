"""How large the experiments beyond the theorems are: smoke, quick or full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fc.model.departures import Departures
from fc.model.setting import Setting


@dataclass(frozen=True)
class Sizes:
    """Sizes and seeds of the experiments.

    Attributes
    ----------
    n : int
        Core features, and as many background features; ``d = (2n)**3``.
    width, batch : int
    seeds : int
        Runs of each experiment.
    few : bool
        Whether an experiment is left to its most telling cases.
    """

    name: str
    n: int
    width: int
    batch: int
    seeds: int
    few: bool

    def features(self, **changes: object) -> Setting:
        """Setting of these sizes; fields of `Departures` may stand among the changes."""
        fields: dict[str, Any] = {
            "n_core": self.n,
            "n_bg": self.n,
            "width": self.width,
            "batch": self.batch,
        }
        fields |= changes
        broken = {k: fields.pop(k) for k in Departures.__dataclass_fields__ if k in fields}
        fields.setdefault("d", (fields["n_core"] + fields["n_bg"]) ** 3)
        return Setting(**fields, departures=Departures(**broken))


SIZES = {
    "smoke": Sizes("smoke", n=16, width=64, batch=200, seeds=6, few=True),
    "quick": Sizes("quick", n=32, width=128, batch=500, seeds=6, few=False),
    "full": Sizes("full", n=32, width=128, batch=500, seeds=10, few=False),
}

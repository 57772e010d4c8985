"""The search: the range is filled evenly, then uphill on the miss, and training at the worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, cpu_count, delayed, parallel_config

from fc.attack.statement import Miss, Statement
from fc.requirements import Array, optimize, qmc
from fc.runs.pool import run_all
from fc.runs.records import key
from fc.verdicts.judge import FALSE_ALARM

BATCH = 16  # Settings at a time, and the members of a generation uphill.
FILLING = 0.5  # Share of the settings that fill the range, before the way uphill.
APART = 0.05  # In the unit cube: nearer settings are not trained twice.
REFUSED = 1000  # Places outside the range for each inside, after which a search gives up.


class Tried(NamedTuple):
    """A place of the unit cube, its coordinates, the case there, and the misses by quantity."""

    place: Array
    coordinates: dict[str, Any]
    case: Any
    misses: dict[str, Miss]


@dataclass
class Search:
    """Attack one statement: what was tried and trained fills as it goes on.

    So many `settings` are tried by the cheap route, and `train` at most are trained, with
    `processes` and `store` as in `fc.run_all`. An interruption leaves what was found whole.
    """

    statement: Statement
    seed: int
    settings: int
    train: int
    processes: int | None = None
    store: str | None = None
    level: float = FALSE_ALARM
    tried: list[Tried] = field(default_factory=list)
    trained: list[Tried] = field(default_factory=list)

    def ranked(self, quantity: str) -> list[Tried]:
        """What was tried, the largest miss over its tolerance first."""
        return sorted(self.tried, key=lambda one: -one.misses[quantity].over)

    def worst(self, quantity: str, of: Sequence[Tried]) -> Tried | None:
        """The setting with the largest miss over its tolerance."""
        return max(of, key=lambda one: one.misses[quantity].over, default=None)

    def refuted(self, quantity: str) -> bool:
        """Whether training, and not the cheap route alone, says that the tolerance breaks."""
        return any(one.misses[quantity].p <= self.level for one in self.trained)

    def run(self) -> Search:
        """Fill the range, go uphill on each quantity, and train the worst."""
        self._fill()
        for quantity in self.statement.tolerances:
            self._uphill(quantity)
        self._train()
        return self

    def _fill(self) -> None:
        """Low-discrepancy points until the share of the settings that fills the range is tried."""
        refused = 0
        points = qmc.Sobol(len(self.statement.space), rng=self.seed)
        while len(self.tried) < FILLING * self.settings:
            refused += sum(one is None for one in self._try(points.random(BATCH)))
            if refused > REFUSED * (1 + len(self.tried)):
                raise ValueError(f"the space of {self.statement.name} hardly meets its range")

    def _uphill(self, quantity: str) -> None:
        """Differential evolution from the worst settings so far, with its share of the others."""
        start = np.array([one.place for one in self.ranked(quantity)[:BATCH]])
        others = (1 - FILLING) * self.settings / len(self.statement.tolerances)
        if len(start) < 5:  # Of which differential evolution needs five.
            return

        def valley(places: Array) -> Array:
            over = [one.misses[quantity].over if one else 0.0 for one in self._try(places.T)]
            return -np.array(over)

        optimize.differential_evolution(
            valley,
            [(0.0, 1.0)] * start.shape[1],
            init=start,
            rng=self.seed,
            maxiter=round(others / BATCH),
            tol=1e-3,
            polish=False,  # It follows a gradient, which whole numbers and choices do not have.
            vectorized=True,
            updating="deferred",
        )

    def _try(self, places: Array) -> list[Tried | None]:
        """The cheap route at each place; None outside the range. No setting is tried twice."""
        statement, known = self.statement, {str(one.coordinates): one for one in self.tried}
        told = [statement.coordinates(np.clip(place, 0, 1)) for place in places]
        fresh = {
            str(coordinates): (place, coordinates, case)
            for place, coordinates in zip(places, told, strict=True)
            if str(coordinates) not in known and (case := statement.at(**coordinates)) is not None
        }
        with parallel_config("loky", inner_max_num_threads=1):
            pool = Parallel(n_jobs=self.processes or cpu_count(), return_as="generator")
            with closing(pool(delayed(statement.misses)(x) for *_, x in fresh.values())) as looks:
                for (name, seen), misses in zip(fresh.items(), looks, strict=True):
                    known[name] = Tried(*seen, {miss.quantity: miss for miss in misses})
                    self.tried.append(known[name])
        return [known.get(str(coordinates)) for coordinates in told]

    def _train(self) -> None:
        """SGD where the miss is largest, quantity after quantity."""
        statement, runs = self.statement, range(self.statement.seeds)
        for one in islice(self._candidates(), self.train):
            jobs = statement.jobs(one.case)
            pairs = [(job, run) for job in jobs for run in runs]
            records = run_all(pairs, self.seed, self.processes, self.store)
            rows = [[records[key(job), run] for run in runs] for job in jobs]
            misses = {miss.quantity: miss for miss in statement.judge(one.case, rows)}
            self.trained.append(one._replace(misses=misses))

    def _candidates(self) -> Iterator[Tried]:
        """The worst settings of each quantity in turn, apart from each other."""
        chosen = list[Tried]()

        def apart(one: Tried) -> bool:
            return all(np.abs(one.place - other.place).max() > APART for other in chosen)

        tolerances = self.statement.tolerances
        left = {name: filter(apart, self.ranked(name)) for name in tolerances}
        for name in cycle(left):
            if (one := next(left[name], None)) is None:  # Nor is there another in any.
                return
            chosen.append(one)
            yield one

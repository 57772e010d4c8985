"""How often tests of a mean err at the levels that verdicts use, on runs as they are and on laws.

The runs of many boards are pooled, part by part, and moved so that their mean is the bound; from
them samples are drawn with replacement, as many runs as a board has, and tested by each procedure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from scipy.special import nctdtrinc, stdtrit

from fc import claims, load
from fc.requirements import Array
from fc.verdicts.inference import LEAST_SPREAD, POWER
from fc.verdicts.judge import FALSE_ALARM, FALSE_CONTROL, FALSE_SUPPORT, SKEW, Verdict
from fc.verdicts.orders import OneSided

REPEATS, CHUNK = 300_000, 50_000
SUPPORT, CONTROL = FALSE_SUPPORT / SKEW, FALSE_CONTROL / SKEW
STORED = {"quick": "quick.json", "full": "full.json", "beyond": "beyond.json"}


class Part(NamedTuple):
    """The runs of one part of an order over all boards, and where it is tested."""

    claim: str
    control: bool
    index: int
    of: int
    exponent: bool
    bound: float
    side: int
    runs: Array


def student(x: Array, bound: float, floor: float = 0.0) -> Array:
    """Student's t of columns, with a spread of at least this part of the bound."""
    spread = np.maximum(x.std(axis=0, ddof=1), floor * abs(bound))
    gap = x.mean(axis=0) - bound
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.sqrt(len(x)) * gap / spread, nan=0.0, posinf=1e9, neginf=-1e9)


def halls(x: Array, bound: float) -> Array:
    """Hall's monotone transform of t, which takes out the skewness of the sample (Hall, 1992)."""
    t, n, centred = student(x, bound), len(x), x - x.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = (centred**3).mean(axis=0) / (centred**2).mean(axis=0) ** 1.5
    skew = np.nan_to_num(skew)
    return t + skew * (t**2 / 3 + 1 / 6) / np.sqrt(n) + skew**2 * t**3 / (27 * n)


def fit(part: Part) -> Callable[[Array], Array] | None:
    """The logit of shares and the logarithm of what is positive; exponents are of logarithms."""
    if part.exponent or not (part.runs > 0).all() or part.bound <= 0:
        return None
    if (part.runs < 1).all() and part.bound < 1:
        return lambda x: np.log(x / (1 - x))
    return np.log


# Of each procedure: the factor on the number of runs, and that on the levels.
PROCEDURES = {
    "Student's $t$": (1, 1.0),
    "Hall's skew-adjusted $t$": (1, 1.0),
    "$t$ of the logit or logarithm": (1, 1.0),
    "$t$ with twice the runs": (2, 1.0),
    "$t$ with four times the runs": (4, 1.0),
    "$t$ at a fifth of the level": (1, 0.2),
    "$t$ with a least spread": (1, 1.0),
}
CHOSEN = "$t$ with a least spread"
SEEN = 87  # Boards that had been seen when it and the stated rates were chosen.


def statistic(name: str, x: Array, part: Part, recentred: bool) -> Array:
    """What a procedure compares with quantiles of Student's t; positive above the bound."""
    moved = x - part.runs.mean() + part.bound if recentred else x
    if name.startswith("Hall"):
        return halls(moved, part.bound)
    if "logit" in name and (g := fit(part)):
        return student(g(x), float(g(part.runs).mean() if recentred else g(np.array(part.bound))))
    return student(moved, part.bound, LEAST_SPREAD if name == CHOSEN else 0.0)


def rates(part: Part, seeds: int, family: int, names: Sequence[str]) -> dict[str, list[float]]:
    """For each procedure the rates of refutation, support and a failed control, over the stated."""
    pool, found = part.runs.ravel(), {name: np.zeros(3) for name in names}
    asked = np.array([FALSE_ALARM / family / part.of, SUPPORT, CONTROL / part.of])
    for more in sorted({PROCEDURES[name][0] for name in names}):
        rng, n = np.random.default_rng([more, part.index, len(part.claim)]), seeds * more
        for _ in range(REPEATS // CHUNK):
            x = pool[rng.integers(0, pool.size, (n, CHUNK))]
            for name in (name for name in names if PROCEDURES[name][0] == more):
                least = stdtrit(n - 1, 1 - PROCEDURES[name][1] * asked)
                t = part.side * statistic(name, x, part, recentred=True)
                errors = t <= -least[0], t >= least[1], t <= -least[2]
                found[name] += [one.sum() for one in errors]
    return {name: (count / REPEATS / asked).tolist() for name, count in found.items()}


def parts(boards: Sequence[Sequence[Verdict]]) -> Iterator[Part]:
    """Every part of every claim and control that was measured on all boards and varies."""
    for verdicts in zip(*boards, strict=True):
        for control in (False, True):
            outcomes = [v.control_outcome if control else v.outcome for v in verdicts]
            measured = [outcome.parts for outcome in outcomes if outcome]
            shape = {len(one) for one in measured}
            if len(measured) < len(boards) or len(shape) > 1:
                continue  # Runs were missing, or not positive for an exponent.
            for i, row in enumerate(zip(*measured, strict=True)):
                runs = np.array([part.replicates for part in row])
                if runs.std() > 1e-12 * abs(runs.mean()):
                    one = row[0]
                    is_exponent = one.measured == "exponent"
                    given = (i, len(measured[0]), is_exponent, one.bound, one.side, runs)
                    yield Part(verdicts[0].claim.id, control, *given)


def summary(found: dict[tuple[str, int], list[float]]) -> dict[str, Any]:
    """Of the parts of claims: the board's rate, and the mean and the worst of single tests."""
    by_claim: dict[str, list[float]] = {}
    for (claim, _), row in found.items():
        by_claim.setdefault(claim, []).append(row[0])
    # The claim's own parts share its level, and the claims that of the board.
    board = float(np.mean([np.mean(row) for row in by_claim.values()]))
    said: dict[str, Any] = {"board": board}
    for i, what in enumerate(("refuted", "supported", "control")):
        column = {name: row[i] for name, row in found.items()}
        claim, index = worst = max(column, key=column.__getitem__)
        values = list(column.values())
        said[what] = {
            "median": float(np.median(values)),
            "mean": float(np.mean(values)),
            "worst": column[worst],
            "of": f"{claim}, part {index + 1}",
        }
    return said


def lost(name: str, verdicts: Sequence[Verdict]) -> tuple[int, list[float]]:
    """Supported claims that the procedure would not support, and its factors on what it detects."""
    _, factor = PROCEDURES[name]
    count, larger = 0, []
    for verdict in verdicts:
        if verdict.outcome is None or verdict.decision != "supported":
            continue
        seeds = verdict.claim.seeds
        critical = stdtrit(seeds - 1, 1 - factor * SUPPORT)
        count += any(_t(name, x) < critical for x in verdict.outcome.parts)
        part, of = verdict.outcome.decisive, len(verdict.outcome.parts)
        level = FALSE_ALARM / verdict.family / of
        spread = float(np.std(part.replicates, ddof=1))
        if spread > 0:
            least = max(spread, LEAST_SPREAD * abs(part.bound)) if name == CHOSEN else spread
            beyond = [
                nctdtrinc(seeds - 1, 1 - POWER, stdtrit(seeds - 1, 1 - f * level))
                for f in (factor, 1.0)
            ]
            larger.append(float(beyond[0] / beyond[1] * least / spread))
    return count, larger


def _t(name: str, one: OneSided) -> float:
    runs = np.asarray(one.replicates)
    part = Part("", False, 0, 1, one.measured == "exponent", one.bound, one.side, runs)
    return float(one.side * statistic(name, runs[:, None], part, recentred=False)[0])


Rates = dict[tuple[str, int], list[float]]


def resampled(
    found: Sequence[Part], scale: str, names: Sequence[str]
) -> dict[tuple[str, bool], Rates]:
    """Rates of each part, with the runs of a scale, by procedure; those of controls apart."""
    seeds = {claim.id: claim.seeds for claim in claims(scale=scale)}
    there = [x for x in found if x.claim in seeds and not (x.control and scale != "smoke")]
    run = Parallel(n_jobs=-1, return_as="generator")
    results = run(delayed(rates)(x, seeds[x.claim], len(seeds), names) for x in there)
    every: dict[tuple[str, bool], Rates] = {}
    for i, (part, row) in enumerate(zip(there, results, strict=True), 1):
        if i % 20 == 0 or i == len(there):
            print(f"{scale}: resampled {i} of {len(there)} parts", file=sys.stderr)
        for name, three in row.items():
            every.setdefault((name, part.control), {})[part.claim, part.index] = three
    return every


def fresh(boards: Sequence[Sequence[Verdict]]) -> dict[str, Any]:
    """The chosen procedure on the boards that were made after it had been chosen."""
    later = list(parts(boards[SEEN:]))
    return {"boards": len(boards) - SEEN} | summary(
        resampled(later, "smoke", [CHOSEN])[CHOSEN, False]
    )


def table(boards: Sequence[Sequence[Verdict]], data: Path) -> list[dict[str, Any]]:
    """One row a procedure: rates over the stated ones, and what it costs in power."""
    found = list(parts(boards))
    stored = {name: load(data / file).verdicts() for name, file in STORED.items()}
    few = [next(iter(PROCEDURES)), CHOSEN]
    every = {
        scale: resampled(found, scale, list(PROCEDURES) if scale == "smoke" else few)
        for scale in ("smoke", "quick", "full")
    }
    told = []
    for name, (more, factor) in PROCEDURES.items():
        own = {verdict: 0 for verdict in ("smoke", *stored)}
        own["smoke"] = sum(lost(name, board)[0] for board in boards)
        detect = {}
        for kind, verdicts in stored.items():
            own[kind], larger = lost(name, verdicts)
            detect[kind] = float(np.median(larger))
        controls = [row[2] for row in every["smoke"][name, True].values()]
        told.append(
            {
                "name": name,
                "runs": more,
                "level": factor,
                "scales": {
                    scale: summary(rows[name, False])
                    for scale, rows in every.items()
                    if (name, False) in rows
                },
                "controls": {"median": float(np.median(controls)), "worst": max(controls)},
                "lost": own if more == 1 else None,
                "detect": detect if more == 1 else None,
            }
        )
    return told


# Laws of mean 1 or of a share, each skewed towards the error that is counted.
LAWS: dict[str, tuple[Callable[[Any, Any], Array], float, int]] = {
    "normal": (lambda rng, shape: rng.standard_normal(shape), 0.0, -1),
    "gamma, skewness 1": (lambda rng, shape: rng.gamma(4, size=shape), 4.0, -1),
    "log-normal, $\\sigma = 1/2$": (
        lambda rng, shape: np.exp(0.5 * rng.standard_normal(shape)),
        float(np.exp(1 / 8)),
        -1,
    ),
    "exponential": (lambda rng, shape: rng.exponential(size=shape), 1.0, -1),
    "Beta(20, 1)": (lambda rng, shape: rng.random(shape) ** (1 / 20), 20 / 21, 1),
    "Bernoulli(0.9)": (lambda rng, shape: (rng.random(shape) < 0.9) * 1.0, 0.9, 1),
}


def laws(seeds: int = 8) -> list[dict[str, Any]]:
    """Student's and Hall's t on named laws: rate over level, at 1%, 0.5% and 1e-4, by tail."""
    levels = np.array([0.01, 0.005, 1e-4])
    critical = stdtrit(seeds - 1, 1 - levels)[:, None]
    rows = []
    for name, (draw, mean, tail) in LAWS.items():
        rng, found = np.random.default_rng(2), np.zeros((3, 3))
        for _ in range(REPEATS // CHUNK):
            x = draw(rng, (seeds, CHUNK))
            t, hall = student(x, mean), halls(x, mean)
            for i, one in enumerate((tail * t, -tail * t, tail * hall)):
                found[i] += (one >= critical).sum(axis=1)
        ratio = (found / REPEATS / levels).round(3).tolist()
        rows.append({"law": name} | dict(zip(("towards", "away", "halls"), ratio, strict=True)))
    return rows


SHARES = ("4.1.width", "4.1.persists", "constants.inside", "constants.silent")


def betting(boards: Sequence[Sequence[Verdict]]) -> dict[str, int]:
    """Runs after which a bet at the best odds supports a claim on a share; fewer cannot.

    Against "the mean of numbers in [0, 1] is at most b" capital grows by x / b a run at most
    (Waudby-Smith and Ramdas, 2024), and it must reach one over the level.
    """
    found: dict[str, int] = {}
    for part in parts(boards):
        if part.claim in SHARES and not part.control and not part.exponent:
            x, b = float(part.runs.mean()), part.bound
            odds = x / b if part.side > 0 else (1 - x) / (1 - b)
            needed = int(np.ceil(np.log(1 / SUPPORT) / np.log(odds)))
            found[part.claim] = max(found.get(part.claim, 0), needed)
    return found

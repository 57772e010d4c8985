"""How often tests of a mean err at the levels that verdicts use, on the runs of many boards.

The runs are pooled, part by part, and moved so that their mean is the bound; from them samples are
drawn with replacement, as many runs as a board has, and tested.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from scipy.special import stdtrit

from fc import claims
from fc.requirements import Array
from fc.verdicts.inference import LEAST_SPREAD
from fc.verdicts.judge import FALSE_ALARM, FALSE_CONTROL, FALSE_SUPPORT, SKEW, Verdict

REPEATS, CHUNK = 300_000, 50_000
SUPPORT, CONTROL = FALSE_SUPPORT / SKEW, FALSE_CONTROL / SKEW
# Student's t, and what verdicts use: with a spread of at least this part of the bound.
TESTS = {"student": 0.0, "least spread": LEAST_SPREAD}
# They read sizes: no mean is negative, so none can be moved onto a bound of -1.
SIZES = ("constants.risk_ood", "4.3.laws")

Rates = dict[tuple[str, int], list[float]]


class Part(NamedTuple):
    """The runs of one part of a claim over all boards, and where it is tested."""

    claim: str
    index: int
    of: int
    bound: float
    side: int
    runs: Array


def student(x: Array, bound: float, floor: float = 0.0) -> Array:
    """Student's t of columns, with a spread of at least this part of the bound."""
    spread = np.maximum(x.std(axis=0, ddof=1), floor * abs(bound))
    gap = x.mean(axis=0) - bound
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.sqrt(len(x)) * gap / spread, nan=0.0, posinf=1e9, neginf=-1e9)


def rates(part: Part, seeds: int, family: int) -> dict[str, list[float]]:
    """For each test the rates of refutation, support and a failed control, over the stated."""
    asked = np.array([FALSE_ALARM / family / part.of, SUPPORT, CONTROL / part.of])
    least = stdtrit(seeds - 1, 1 - asked)
    centred = part.runs.ravel() - part.runs.mean() + part.bound
    rng = np.random.default_rng([1, part.index, len(part.claim)])
    found = {name: np.zeros(3) for name in TESTS}
    for _ in range(REPEATS // CHUNK):
        x = centred[rng.integers(0, centred.size, (seeds, CHUNK))]
        for name, floor in TESTS.items():
            t = part.side * student(x, part.bound, floor)
            errors = t <= -least[0], t >= least[1], t <= -least[2]
            found[name] += [one.sum() for one in errors]
    return {name: (count / REPEATS / asked).tolist() for name, count in found.items()}


def parts(boards: Sequence[Sequence[Verdict]]) -> Iterator[Part]:
    """Every part of a claim that was measured on all boards, varies, and can lie on its bound."""
    for verdicts in zip(*boards, strict=True):
        name, outcomes = verdicts[0].claim.id, [v.outcome for v in verdicts]
        measured = [outcome.parts for outcome in outcomes if outcome]
        shape = {len(one) for one in measured}
        if len(measured) < len(boards) or len(shape) > 1:
            continue  # Runs were missing, or not positive for an exponent.
        for i, row in enumerate(zip(*measured, strict=True)):
            runs, one = np.array([part.replicates for part in row]), row[0]
            if name in SIZES and one.bound < 0:
                assert runs.min() >= 0
            elif runs.std() > 1e-12 * abs(runs.mean()):
                yield Part(name, i, len(measured[0]), one.bound, one.side, runs)


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
            "claims": {name: max(column[x] for x in column if x[0] == name) for name in by_claim},
        }
    return said


def resampled(found: Sequence[Part], scale: str) -> dict[str, dict[str, Any]]:
    """What each test does to the parts of claims, with as many runs as a scale has."""
    seeds = {claim.id: claim.seeds for claim in claims(scale=scale)}
    there = [x for x in found if x.claim in seeds]
    run = Parallel(n_jobs=-1, return_as="generator")
    results = run(delayed(rates)(x, seeds[x.claim], len(seeds)) for x in there)
    every: dict[str, Rates] = {name: {} for name in TESTS}
    for i, (part, row) in enumerate(zip(there, results, strict=True), 1):
        if i % 20 == 0 or i == len(there):
            print(f"{scale}: resampled {i} of {len(there)} parts", file=sys.stderr)
        for name, three in row.items():
            every[name][part.claim, part.index] = three
    return {name: summary(of_parts) for name, of_parts in every.items()}


def table(boards: Sequence[Sequence[Verdict]]) -> dict[str, dict[str, Any]]:
    """For each test and scale the rates over the stated ones."""
    found = list(parts(boards))
    by_scale = {scale: resampled(found, scale) for scale in ("smoke", "quick", "full")}
    return {name: {scale: told[name] for scale, told in by_scale.items()} for name in TESTS}

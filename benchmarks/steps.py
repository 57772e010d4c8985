"""Time of one step: over its two matrix products, and as each dimension grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import fc
from benchmarks.timing import interleave, spread, timer

ARITHMETICS = ("float32", "exact", "float64")
# (N, d0, m), and the ratio to the floor that each arithmetic should keep.
TARGETS: dict[tuple[int, int, int], dict[str, float]] = {
    (1000, 64, 256): {"float32": 1.5, "exact": 2.2},
    (1000, 256, 256): {},
    (1000, 256, 1024): {"float32": 1.15, "exact": 1.75},
    (4096, 1024, 1024): {"float32": 1.12, "exact": 1.65},
}
CENTRE = {"batch": 1000, "d0": 128, "width": 512, "d": 1_000_000}
SWEEPS = {
    "d": (10**3, 10**6, 10**9, 10**12),
    "d0": (32, 64, 128, 256, 512),
    "width": (128, 256, 512, 1024, 2048),
    "batch": (250, 500, 1000, 2000, 4000),
}
SEEDS = (1, 2, 4, 8)
RUN_STEPS = 20


def _setting(arithmetic: str, batch: int, d0: int, width: int, d: int = 1_000_000) -> fc.Setting:
    return fc.Setting(
        n_core=d0 // 2, n_bg=d0 // 2, d=d, width=width, batch=batch, arithmetic=arithmetic
    )


def _step(setting: fc.Setting) -> Callable[[], object]:
    """One training step; every call makes the next."""
    steps = fc.sgd_steps(setting, fc.streams(0, 0))
    return lambda: next(steps)


def _floor(batch: int, d0: int, width: int) -> Callable[[], object]:
    """The two matrix products of a step alone, in single precision and into prepared memory."""
    rng = np.random.default_rng(0)
    u, v, slope = (
        rng.random(shape, np.float32) for shape in ((batch, d0), (width, d0), (batch, width))
    )
    p, force = np.empty_like(slope), np.empty_like(v)

    def products() -> None:
        np.matmul(u, v.T, out=p)
        np.matmul(slope.T, u, out=force)

    return products


def over_floor(rounds: int) -> list[dict[str, Any]]:
    """Step time over the floor, by size and arithmetic."""
    results = []
    for size, targets in TARGETS.items():
        actions = {"floor": timer(_floor(*size))}
        actions |= {name: timer(_step(_setting(name, *size))) for name in ARITHMETICS}
        measured = interleave(actions, rounds)
        ratios = {name: spread(measured[name] / measured["floor"]) for name in ARITHMETICS}
        milliseconds = {name: spread(1e3 * times) for name, times in measured.items()}
        shown = ", ".join(f"{name} {ratio['median']:.2f}" for name, ratio in ratios.items())
        print(f"  (N, d0, m) = {size}: {shown}", flush=True)
        results.append(
            {"size": size, "milliseconds": milliseconds, "ratio": ratios, "targets": targets}
        )
    return results


def exponents(rounds: int) -> dict[str, Any]:
    """Log-log slopes of the time of a step in each dimension around `CENTRE`, one a round.

    The input dimension enters through the initial weights only, so for d whole runs of
    `RUN_STEPS` steps are timed, with their initialisation; so they are for the number of seeds.
    """
    sweeps: dict[str, Any] = {}
    for name, sizes in SWEEPS.items():
        make = _run if name == "d" else _step
        actions = {
            arithmetic: [make(_setting(arithmetic, **CENTRE | {name: n})) for n in sizes]
            for arithmetic in ("exact", "float32")
        }
        sweeps[name] = _sweep(name, sizes, actions, rounds)
    setting = _setting("exact", **CENTRE)
    sweeps["seeds"] = _sweep("seeds", SEEDS, {"exact": [_run(setting, n) for n in SEEDS]}, rounds)
    return {"centre": CENTRE, "run_steps": RUN_STEPS, "sweeps": sweeps}


def _run(setting: fc.Setting, seeds: int = 1) -> Callable[[], object]:
    """Runs of `RUN_STEPS` steps, one after the other."""
    return lambda: [fc.train(setting, fc.streams(0, i), (RUN_STEPS,)) for i in range(seeds)]


def _sweep(
    name: str,
    sizes: tuple[int, ...],
    actions: dict[str, list[Callable[[], object]]],
    rounds: int,
) -> dict[str, Any]:
    """Times and slopes of actions of growing size, by arithmetic, all interleaved."""
    timers = {
        f"{arithmetic} {n}": timer(action)
        for arithmetic, row in actions.items()
        for n, action in zip(sizes, row, strict=True)
    }
    measured = interleave(timers, rounds)
    result: dict[str, Any] = {"sizes": sizes}
    for arithmetic in actions:
        times = np.array([measured[f"{arithmetic} {n}"] for n in sizes])
        slopes = np.polyfit(np.log(sizes), np.log(times), 1)[0]
        result[arithmetic] = {
            "milliseconds": [spread(1e3 * row) for row in times],
            "exponent": spread(slopes),
            "last_over_first": spread(times[-1] / times[0]),
        }
        exponent = result[arithmetic]["exponent"]
        print(f"  exponent in {name}, {arithmetic}: {exponent['median']:.2f}", flush=True)
    return result

"""The population dynamics: one step beside the SGD step that it replaces, and whole runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import fc
from benchmarks.timing import interleave, seconds, spread, timer
from fc.model.scalars import Neurons
from fc.theory.population.dynamics import expected_step, side

WIDTHS = (256, 1024, 4096, 16384)
FEW, MANY = 64, 10**6
SGD_D0 = (64, 256)
PAST = 2  # times T2: samples have met the margin
END = 5  # times T2: end of a whole run
STEPS = 320
TARGET = 3.0  # seconds that a run of `RUNS` should take at most
RUNS = {
    "many features": {"d0": MANY, "d": MANY, "width": 4096},
    "many features, larger d": {"d0": MANY, "d": 15_625 * MANY, "width": 4096},
}


def _setting(d0: int, d: int, width: int) -> fc.Setting:
    return fc.Setting(n_core=d0 // 2, n_bg=d0 // 2, d=d, width=width, batch=1000)


def _start(setting: fc.Setting) -> Neurons:
    return fc.initial_neurons(setting, fc.streams(0, 0).init)


def _expected(setting: fc.Setting, state: Neurons) -> Callable[[], object]:
    """One expected step, always the same."""
    return lambda: expected_step(
        state, setting, (side(state, setting, 1), side(state, setting, -1))
    )


def _sgd(setting: fc.Setting) -> Callable[[], object]:
    """One SGD step; every call makes the next."""
    steps = fc.sgd_steps(setting, fc.streams(0, 0))
    return lambda: next(steps)


def steps(rounds: int) -> list[dict[str, Any]]:
    """Time of one step by width: expected, before the margin and past it, and of SGD.

    The input dimension grows with the number of features. So the initial weights of a neuron
    have the same length, and its activity changes hands at the same margin.
    """
    results = []
    for width in WIDTHS:
        actions = {}
        for d0 in (FEW, MANY):
            setting = _setting(d0, 15_625 * d0, width)
            start = _start(setting)
            t = PAST * fc.evolve(setting, start)["T2"][0]
            past = fc.evolve(setting, start, (t,))[t][1]
            actions[f"before {d0}"] = timer(_expected(setting, start))
            actions[f"past {d0}"] = timer(_expected(setting, past))
        for d0 in SGD_D0:
            actions[f"sgd {d0}"] = timer(_sgd(_setting(d0, 10**6, width)))
        times = interleave(actions, rounds)
        many_over_few = {
            name: spread(times[f"{name} {MANY}"] / times[f"{name} {FEW}"])
            for name in ("before", "past")
        }
        sgd_over_past = {
            str(d0): spread(times[f"sgd {d0}"] / times[f"past {FEW}"]) for d0 in SGD_D0
        }
        milliseconds = {name: spread(1e3 * values) for name, values in times.items()}
        shown = ", ".join(f"{name} {ms['median']:.3g}" for name, ms in milliseconds.items())
        print(f"  m = {width}, ms: {shown}", flush=True)
        results.append(
            {
                "width": width,
                "milliseconds": milliseconds,
                "many_over_few": many_over_few,
                "sgd_over_past": sgd_over_past,
            }
        )
    return results


def runs(rounds: int) -> dict[str, Any]:
    """Seconds from the initial draw to `END` T2, and of a default run beside SGD."""
    actions: dict[str, Callable[[], float]] = {}
    lengths = {}
    for name, sizes in RUNS.items():
        setting = _setting(**sizes)
        lengths[name] = END * fc.evolve(setting, _start(setting))["T2"][0]
        actions[name] = _whole(setting, lengths[name])
    default = fc.Setting()
    actions["default"] = _whole(default, STEPS)
    actions["default, sgd"] = lambda: seconds(lambda: fc.train(default, fc.streams(0, 0), (STEPS,)))
    times = interleave(actions, rounds)
    result: dict[str, Any] = {
        name: {**sizes, "steps": lengths[name], "seconds": spread(times[name])}
        for name, sizes in RUNS.items()
    }
    result["default"] = {
        "steps": STEPS,
        "seconds": spread(times["default"]),
        "sgd_seconds": spread(times["default, sgd"]),
        "sgd_over": spread(times["default, sgd"] / times["default"]),
    }
    for name, values in times.items():
        print(f"  {name}: {spread(values)['median']:.3g} s", flush=True)
    return result


def _whole(setting: fc.Setting, length: int) -> Callable[[], float]:
    return lambda: seconds(lambda: fc.evolve(setting, _start(setting), (length,)))


def population(rounds: int) -> dict[str, Any]:
    """Steps, and a third as many rounds of whole runs."""
    return {
        "widths": WIDTHS,
        "few": FEW,
        "many": MANY,
        "past": PAST,
        "end": END,
        "target": TARGET,
        "steps": steps(rounds),
        "runs": runs(max(1, rounds // 3)),
    }

"""What a claim tests, as plain data that can be written down and compared."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

from fc.model.departures import IDEAL
from fc.runs.experiment import Experiment
from fc.runs.records import Sweep, flat, key
from fc.verdicts.claim import Claim

Test = dict[str, Any]
# Entries that an experiment records beside the one that is read, and how exactly it computes.
ASIDE = {"checkpoints", "setting.arithmetic"}
SHOWN = 3  # Values of one field that a line shows.


def tested(claim: Claim) -> Test:
    """What `claim` tests at its scale, against what, and in what that differs, for the register.

    A ValueError as of `differs`.
    """
    test = fixed(claim)
    test["control"]["differs"] = differs(claim)
    return test


def fixed(claim: Claim) -> Test:
    """What is fixed before the runs.

    `order` is the statement with its margins, `bounds` the same with every digit, `jobs` stands for
    every field of every experiment.
    """
    order, control = asdict(cast(Any, claim.order)), claim.control
    known = {name: x for name, x in order.items() if isinstance(x, str) or math.isfinite(x)}
    if units := getattr(claim.sweep[0][1], "units", None):
        known["units"] = {name: list(tolerance) for name, tolerance in units.items()}
    return {
        "source": claim.source,
        "statement": claim.statement,
        "order": str(claim.order),
        "bounds": {"kind": type(claim.order).__name__} | known,
        "sizes": [size for size, _ in claim.sweep],
        "seeds": claim.seeds,
        "read": claim.read,
        "jobs": _jobs(claim.sweep),
        "control": {"name": control.name, "read": control.read, "jobs": _jobs(control.sweep)},
    }


def _jobs(sweep: Sweep) -> str:
    """Hash of the sizes and the experiments, 96 bits."""
    text = json.dumps([(size, key(job)) for size, job in sweep])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def differs(claim: Claim) -> str:
    """In what the control differs from its claim, ``setting.activation: relu -> identity``.

    Each experiment of the control is compared with the nearest of the claim, field by field. What
    follows from other fields is left out: ``d = d0**3``, and a step size in ``width / d0``.

    A ValueError if it differs in nothing: then it could be refuted only where the claim is.
    """
    changes: dict[str, dict[str, None]] = {}
    mine = [_fields(job) for _, job in claim.sweep]
    for other in (_fields(job) for _, job in claim.control.sweep):
        for name, pair in min((_differing(one, other) for one in mine), key=len).items():
            changes.setdefault(name, {})[pair] = None
    lines = [f"{name}: {_listed(pairs)}" for name, pairs in changes.items()]
    if claim.read != claim.control.read:
        lines.append(f"entry: {claim.read} -> {claim.control.read}")
    if not lines:
        raise ValueError(f"the control of {claim.id} differs from it in nothing that is measured")
    before, after = (_listed(_shown(x) for x, _ in of.sweep) for of in (claim, claim.control))
    if getattr(claim.order, "size_name", None) and before != after:
        lines.append(f"sizes: {before} -> {after}")
    return "; ".join(lines)


def _listed(values: Iterable[str]) -> str:
    found = list(values)
    return ", ".join(found[:SHOWN]) + ", ..." * (len(found) > SHOWN)


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """What two experiments differ in, by field; of other classes the class, and what both have."""
    names = [name for name in one if name in other]
    if one["experiment"] == other["experiment"]:
        names += sorted(one.keys() ^ other.keys())
    pairs = {name: (one.get(name, "none"), other.get(name, "none")) for name in names}
    return {name: f"{mine} -> {its}" for name, (mine, its) in pairs.items() if mine != its}


def _fields(job: Experiment) -> dict[str, str]:
    """Fields of an experiment, nested ones with a dot, as text; what is left out has none."""
    content = json.loads(key(job))
    setting = content["setting"]
    content = {"experiment": content.pop("job")} | content
    for name, value in content.items():  # Another setting that it takes counts where it differs.
        if name != "setting" and isinstance(value, dict) and value.keys() == setting.keys():
            content[name] = {x: y for x, y in value.items() if y != setting[x]}
    if "n_core" in setting:
        d0 = setting["n_core"] + setting["n_bg"]
        if setting["d"] == d0**3:
            setting["d"] = "d0^3"
        if setting["step_size"] is not None:
            setting["step_size"] = f"{setting['step_size'] * d0 / setting['width']:.3g} width/d0"
        known = setting.pop("departures", {})
        setting |= {name: x for name, x in known.items() if x != getattr(IDEAL, name)}
    return {name: _shown(x) for name, x in flat(content).items() if name not in ASIDE}


def _shown(value: Any) -> str:
    return f"{value:g}" if type(value) in (int, float) else str(value)

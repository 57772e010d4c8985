"""A control differs from its claim in one thing, beside what follows from it."""

from dataclasses import asdict, replace

import pytest

from fc import Control, claims
from fc.chapters.scale import SCALES

# What is only measured, or only ends a training that has not ended before.
NO_THING = {"checkpoints", "ascent", "adapted", "curve", "slopes", "at", "arithmetic", "limit"}
# Fields that are one thing, by their names or those of what holds them.
ONE = {
    "size": ("n_core", "n_bg"),
    "background's law": ("bg_strengths", "bg_shift"),
    "remedy": ("norm", "biases", "weight_decay", "remedy", "backgrounds"),
    "network": ("network", "epochs"),
    "digits": ("positive", "negative"),
    "pre-training": ("before", "classes"),
}
# What each of them brings along.
FOLLOWS = {
    "size": {"d", "step_size"},
    "activation": {"step_size"},
    "remedy": {"step_size"},
    "optimiser": {"step_size"},
    "method": {"early"},
}


def flat(value, name=""):
    """Every field of a job, and of what it holds, by name."""
    if not isinstance(value, dict):
        return {name: value}
    parts = (flat(x, f"{name}.{key}".strip(".")) for key, x in value.items())
    return {key: x for part in parts for key, x in part.items()}


def things(one, other, read):
    """What two jobs differ in."""
    fields = [flat(asdict(job)) for job in (one, other)]
    found = set()
    for name in fields[0].keys() | fields[1].keys():
        *holders, last = name.split(".")
        fitted = name == "recipe.steps" and read.startswith("fit.")
        if fitted or last in NO_THING or fields[0].get(name) == fields[1].get(name):
            continue
        if holders and any(holders[0] in known for known in fields):  # None stands for all of it.
            last = holders[0]
        ours = (thing for thing, names in ONE.items() if {last, *holders} & {*names})
        found.add(next(ours, last))
    return found.difference(*(FOLLOWS.get(thing, ()) for thing in found))


def differences(claim):
    """What the control differs in, each of its jobs from the nearest one of the claim."""
    sweeps = claim.control.sweep, claim.sweep
    found = {"entry"} if claim.control.read != claim.read else set()
    for _, job in sweeps[0]:
        found |= min((things(job, own, claim.read) for _, own in sweeps[1]), key=len)
    return found


@pytest.mark.parametrize("scale", SCALES)
def test_a_control_differs_in_one_thing(scale):
    every = {claim.id: differences(claim) for claim in claims("theorems", "beyond", scale=scale)}
    assert not {name: found for name, found in every.items() if len(found) != 1}


def test_a_control_that_differs_in_nothing_or_in_two_things_is_seen():
    """The claim itself; and what once was the control of this one."""
    (claim,) = claims("4.1.persists", scale="full")
    assert differences(claim) == {"size"}
    same = replace(claim, control=Control("itself", claim.sweep, claim.read))
    assert differences(same) == set()
    size, job = claim.sweep[3]
    setting = job.setting.changed(label_noise=1.0, d=size**2)
    shuffled = Control("shuffled labels", ((size, replace(job, setting=setting)),), claim.read)
    assert len(differences(replace(claim, control=shuffled))) == 2

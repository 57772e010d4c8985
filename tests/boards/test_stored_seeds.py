"""The stored runs beyond the theorems are of the seed that is written beside them."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

import fc

pytestmark = pytest.mark.long
BEYOND = fc.load(Path(__file__).parents[2] / "book" / "data" / "beyond.json")

# Of each chapter beyond the theorems a claim with a run that is quickly made again.
CHEAP = (
    "activations.closed_form",
    "nonlinear_core.mean_zero",
    "numerical.norm",
    "remedies.inputs",
    "remedies.inputs_deep",
    "distillation.path",
    "images.law",
    "pretraining.both_signs",
    "spurious.two_failures",
)


@pytest.mark.parametrize("name", CHEAP)
def test_a_run_that_is_stored_is_of_the_stated_seed(name):
    (claim,) = fc.claims(name, scale=BEYOND.scale)
    cheapest = (min(claim.sweep, key=lambda one: one[1].setting.step_cost),)
    alone = replace(claim, sweep=cheapest, control=replace(claim.control, sweep=cheapest))
    assert fc.repeat(BEYOND, [alone], largest=math.inf, in_spreads=True)[1] < 1
    # Control: another seed differs.
    other = BEYOND._replace(seed=BEYOND.seed + 1)
    assert fc.repeat(other, [alone], largest=math.inf, in_spreads=True)[1] > 1


def test_cheap_runs_are_of_every_chapter_beyond():
    chapters = {claim.id.partition(".")[0] for claim in fc.claims("beyond", scale=BEYOND.scale)}
    assert {name.partition(".")[0] for name in CHEAP} == chapters

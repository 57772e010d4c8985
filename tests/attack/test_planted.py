"""What is put in on purpose is found, and what holds survives the same search."""

from dataclasses import replace

import pytest

from fc.attack import search
from fc.attack.laws import LAWS
from fc.attack.statement import Axis
from fc.theory.laws import Law
from fc.theory.pair import at_margin
from fc.theory.sides import Sides

# Where the faults show, for the sake of time: ReLU, and a background nearly as strong as the core.
CORNER = {"leak": Axis(-1, 0), "s_ratio": Axis(0.7, 1.0)}
NEAR = replace(LAWS, space=LAWS.space | CORNER)


def attacked(statement, settings, seed=0):
    """The quantities that are refuted by the one or two worst of so many settings."""
    level = 0.01 / 2 / len(statement.tolerances)
    found = search.Found(statement, level=level)
    search.Search(found, seed, settings, train=2, processes=1).run()
    # The half that fills the range at least: going uphill ends sooner where nothing rises.
    assert len(found.tried) >= search.FILLING * settings and len(found.trained) == 2
    return {name for name in statement.tolerances if found.refuted(name)}


def without_late_neurons(monkeypatch):
    monkeypatch.setattr(Law, "_sides", Sides(delay=1.0, scatter=0.0, late=0.0))


def without_neurons_active_on_both(monkeypatch):
    alone = property(lambda self: at_margin(self.sums, self.leak, both=False))
    monkeypatch.setattr(Law, "pair", alone)


@pytest.mark.long
@pytest.mark.parametrize(
    ("statement", "settings", "plant"),
    [
        (NEAR, 40, without_late_neurons),
        (NEAR, 10, without_neurons_active_on_both),
    ],
)
def test_a_planted_fault_is_found_and_the_truth_is_not_refuted(
    statement, settings, plant, monkeypatch
):
    assert attacked(statement, settings) == set()
    plant(monkeypatch)
    assert attacked(statement, settings)

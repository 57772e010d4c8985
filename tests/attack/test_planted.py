"""A fault that is put in on purpose is found, and what holds survives the same search."""

from dataclasses import replace

import pytest

from fc.attack import search
from fc.attack.laws import LAWS
from fc.attack.statement import Axis
from fc.theory.laws import Law
from fc.theory.pair import at_margin

# Where the faults show, for the sake of time: ReLU, and a background nearly as strong as the core.
CORNER = {"leak": Axis(-1, 0), "s_ratio": Axis(0.7, 1.0)}
NEAR = replace(LAWS, space=LAWS.space | CORNER, seeds=6)


def attacked(statement, settings):
    """The quantities that are refuted by the one or two worst of so many settings."""
    level = 0.01 / 2 / len(statement.tolerances)
    found = search.Found(statement, level=level)
    search.Search(found, 0, settings, train=2, processes=1).run()
    # The half that fills the range at least: going uphill ends sooner where nothing rises.
    assert len(found.tried) >= search.FILLING * settings and len(found.trained) == 2
    return {name for name in statement.tolerances if found.refuted(name)}


@pytest.mark.long
def test_a_planted_fault_is_found_and_the_truth_is_not_refuted(monkeypatch):
    assert attacked(NEAR, 16) == set()
    without_neurons_active_on_both = property(lambda self: at_margin(self.sums, self.leak, False))
    monkeypatch.setattr(Law, "pair", without_neurons_active_on_both)
    assert attacked(NEAR, 16)

"""The attacker on the laws: at which miss each breaks, and whether a planted fault is found."""

from dataclasses import replace

import pytest

from fc.attack import laws, search
from fc.attack.statement import Axis
from fc.theory.laws import Law
from fc.theory.pair import at_margin

LAW = laws.within(**{
    "n_core": 64, "s_ratio": 1.0, "strengths": "uniform", "mean": 0.5, "spread": 0.577,
    "bg_strengths": "same", "bg_mean": 0.5, "bg_spread": 0.577, "d_over_d0": 1e4,
    "init_scale": 1.0, "width": 128, "batch": 600, "pace": 1.5, "decay": 0.0, "leak": -1.0,
    "kappa": -1.0,
})  # fmt: skip
# Of what a law states, 0.1 or more but for q- and the late neurons.
ROOM = {"steps": 0.08, "core": 0.02, "bg": 0.03, "active_neg": 0.20, "late": 0.35, "risk_id": 0.20}
LEAST = {"active_neg": 0.05, "late": 0.08}
ROOM["risk_ood(-1)"] = 0.05


@pytest.mark.parametrize("entry", ROOM)
def test_a_law_breaks_at_its_tolerance(entry):
    stated = laws.law(LAW.setting).scalars((1.0, -1.0))
    assert stated[entry] > (0.1 if entry.startswith(("bg", "risk_ood")) else 0.0)
    room = ROOM[entry] * max(1.0, LEAST.get(entry, 0.0) / stated[entry])
    for off in (1.0, -2.0):
        runs = [stated | {entry: stated[entry] * (1 + off * room)}] * 4
        found = {miss.quantity: miss.over for miss in laws.judge(LAW, [runs])}
        assert found[entry.partition("(")[0]] == pytest.approx(abs(off))


# Where the faults show, for the sake of time: ReLU, and a background nearly as strong as the core.
CORNER = {"leak": Axis(-1, 0), "s_ratio": Axis(0.7, 1.0)}
NEAR = replace(laws.LAWS, space=laws.SPACE | CORNER, seeds=6)


def attacked():
    """The quantities that are refuted by the one or two worst of 16 settings."""
    level = 0.01 / 2 / len(NEAR.tolerances)
    found = search.Search(NEAR, 0, 16, train=2, processes=1, level=level).run()
    # The half that fills the range at least: going uphill ends sooner where nothing rises.
    assert len(found.tried) >= search.FILLING * 16 and len(found.trained) == 2
    return {name for name in NEAR.tolerances if found.refuted(name)}


@pytest.mark.long
def test_a_planted_fault_is_found_and_the_truth_is_not_refuted(monkeypatch):
    assert attacked() == set()
    without_neurons_active_on_both = property(lambda self: at_margin(self.sums, self.leak, False))
    monkeypatch.setattr(Law, "pair", without_neurons_active_on_both)
    assert attacked()

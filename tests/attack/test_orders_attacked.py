"""The attacker on the orders of the theorems: what is planted is found, what is stated stands."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Setting, Training
from fc.attack import orders
from fc.attack.orders import D0, STATEMENTS, expected

RISKS = STATEMENTS[0]
SEEN = Setting(32, 32, d=10**6, width=128, batch=300)
INSIDE = {name: axis.of(0.5) for name, axis in RISKS.space.items()}
INSIDE |= {"core": 8, "family": "uniform", "mean": 0.5, "spread": 0.577, "bg": "same"}
INSIDE |= {"steps": 100.0, "slower": 0.0, "wide": 1.0}


def miss(name, rows):
    """Of the exponent of one entry, from its values in the runs at each size."""
    [one] = [one for one in RISKS.at(**INSIDE) if one.read == name]
    return one.miss([[{} if np.isnan(x) else {name: x} for x in row] for row in rows])


@pytest.mark.parametrize(
    ("name", "power", "end", "over"),
    [
        ("T2.risk_id", -0.1, 0.1, 1.0),  # o(1) from an exponent of -0.1 down,
        ("T2.risk_id", 0.0, 0.1, 1.25),
        ("T2.risk_id", 0.0, 0.99e-3, 0.0),  # or at last below 1e-3.
        ("T2.risk_id", 0.0, 1.01e-3, 1.25),
        ("T2.risk_ood(-1)", 0.1, 0.5, 1.0),  # Theta(1) within 0.1 of 0,
        ("T2.risk_ood(-1)", 0.2, 0.5, 2.0),
        ("T2.risk_ood(-1)", 0.0, 0.051, 0.0),  # and no mean below 0.05.
        ("T2.risk_ood(-1)", 0.0, 0.04, 1.2),
    ],
)
def test_an_order_breaks_at_its_margin_and_its_floor(name, power, end, over):
    found = miss(name, [[end * (d0 / D0[-1]) ** power] * 3 for d0 in D0])
    assert found.over == pytest.approx(over, abs=1e-6)
    assert over == 1 or (found.p < 0.01) == (over > 1)


def test_what_was_not_reached_judges_nothing():
    found = miss("T2.risk_id", [[0.4] * 3, [0.2] * 3, [0.1, 0.1, np.nan]])
    assert np.isnan(found.found) and found.over == 0 and found.p == 1


def test_the_cheap_route_expects_what_sgd_measures():
    job, weak = (Training(replace(SEEN, n_bg=n), ("T1", "T2")) for n in (32, 16))
    runs = [job.run(0, run) for run in range(4)]
    told, control = expected(job), expected(weak)
    for name in ("T1.core_median", "T1.bg_median", "T2.risk_ood(-1)", "T2.active_neg_live"):
        found = np.mean([record[name] for record in runs])
        assert abs(told[name] - found) < 0.1 * found
        # Control: a background half as strong changes all but the core.
        assert name == "T1.core_median" or abs(control[name] - found) > 0.2 * found


def refuted(**changes):
    """Quantities whose order is refuted by four runs of each size."""
    case = RISKS.at(**INSIDE | changes)
    rows = [[job.run(0, run) for run in range(4)] for job in RISKS.jobs(case)]
    return {miss.quantity for miss in RISKS.judge(case, rows) if miss.over > 1 and miss.p < 0.01}


@pytest.mark.long
def test_the_orders_stand_inside_their_conditions_and_not_with_a_background_that_is_no_share(
    monkeypatch,
):
    assert refuted() == set()
    # The condition S_b = Theta(S_c) left out: strengths a tenth as large.
    monkeypatch.setattr(orders, "WEAKEST", 0.0)
    monkeypatch.setattr(orders, "LEAST", 0.01)
    assert "T2.risk_ood(-1) over d0" in refuted(bg="beta", bg_mean=0.05, bg_spread=0.8)


@pytest.mark.parametrize(
    "changed", [{"mean": 0.2}, {"spread": 0.1}, {"core": 4}, {"core": 15}, {"spread": 1.2}]
)
def test_outside_the_conditions_there_is_no_case(changed):
    inside = INSIDE | {"family": "beta", "spread": 0.5}
    assert RISKS.at(**inside) is not None
    assert RISKS.at(**inside | changed) is None

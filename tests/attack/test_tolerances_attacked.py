"""The tolerances of what is attacked, seen from outside: at which miss a statement breaks."""

import numpy as np
import pytest

from fc.attack import laws, report
from fc.attack.orders import D0

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


def of_orders(name, values):
    """The miss of an exponent whose runs have these means, one at each size."""
    case = report.STATEMENTS["orders.risks"].at(
        core=8, family="beta", mean=0.5, spread=0.5, bg="same", bg_mean=0.5, bg_spread=0.5,
        wide=1.0, batch=10.0, power=3.0, steps=100.0, slower=0.0,
    )  # fmt: skip
    [one] = [one for one in case if one.read == name]
    return one.miss([[{name: float(x)}] * 3 for x in values])


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
    values = end * (np.array(D0) / D0[-1]) ** power
    assert of_orders(name, values).over == pytest.approx(over, abs=1e-6)

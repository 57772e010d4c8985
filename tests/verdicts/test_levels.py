"""What a verdict means, seen from outside: how often `judge` errs on data whose truth is known.

No rate is read off a constant here, so a change of any level fails a test.
"""

import numpy as np
import pytest
from chance import count_agrees
from scipy import stats

from fc import Claim, Control, Range, Setting, Training, key
from fc.verdicts import inference
from fc.verdicts import judge as judging
from fc.verdicts.judge import judge

SEEDS, CLAIMS = 8, 4
JOB = Training(Setting(8, 8, d=1000))
NAME = key(JOB)


def board(count):
    """Claims that a mean is at most 0, on entries of one record, and so are their controls."""
    return [
        Claim(
            f"4.9.{i}", "At most 0.", "a number", Range(high=0.0), ((1, JOB),),
            f"T2.risk_ood({i})", SEEDS, Control("the same", ((1, JOB),), f"T2.risk_ood({i}.5)"),
        )
        for i in range(count)
    ]  # fmt: skip


def records(claims, of_claims, of_controls):
    """Records of the runs; values have shape (claims, runs)."""
    names = [*(claim.read for claim in claims), *(claim.control.read for claim in claims)]
    values = np.concatenate([of_claims, of_controls]).T
    return {
        (NAME, run): dict(zip(names, row.tolist(), strict=True)) for run, row in enumerate(values)
    }


# --- Exactly, for normal runs: there a p-value of Student's t is uniform on the bound. -----------

PATTERN = np.array([-1.0, 1.0] * (SEEDS // 2)) * np.sqrt((SEEDS - 1) / SEEDS)  # Its spread is 1.


def with_p(p):
    """Runs of which Student's t says with this p-value that their mean is above 0."""
    return PATTERN + stats.t.isf(p, SEEDS - 1) / np.sqrt(SEEDS)


def judged(claims, of_first, of_others):
    """The verdict on the first of some claims; the controls have the runs of the claims."""
    values = np.array([of_first, *[of_others] * (len(claims) - 1)])
    return judge(claims, records(claims, values, values))[0]


# What the trust page says of normal runs. Of several claims Holm gives one its share.
STATED = {"a claim": 0.01, "a board": 0.01 / CLAIMS, "support": 0.005, "a control": 0.01}


def decides(name, p):
    claims = board(1 if name == "a claim" else CLAIMS)
    if name == "support":
        return judged(claims, -with_p(p), -with_p(p)).decision == "supported"
    found = judged(claims, with_p(p), with_p(1 - 1e-6))  # The other claims hold.
    return found.control_failed if name == "a control" else found.decision == "refuted"


def wrong():
    """What decides at another p-value than is stated."""
    return [
        name for name, p in STATED.items() if not decides(name, 0.98 * p) or decides(name, 1.02 * p)
    ]


def test_normal_runs_on_the_bound_err_at_the_stated_rates():
    assert wrong() == []


@pytest.mark.parametrize(
    "name, value, seen",
    [
        ("FALSE_ALARM", 0.0105, ["a claim", "a board"]),
        ("FALSE_SUPPORT", 0.019, ["support"]),
        ("FALSE_CONTROL", 0.042, ["a control"]),
        ("SKEW", 1, ["support", "a control"]),
        ("holm", lambda p, rate: [one <= rate for one in p], ["a board"]),
    ],
)
def test_control_another_level_is_seen(name, value, seen, monkeypatch):
    monkeypatch.setattr(judging, name, value)
    assert wrong() == seen


# --- Would detect. --------------------------------------------------------------------------------


def detected(boards=500):
    """How often a violation of the stated size is refuted, among claims that hold."""
    rng, claims = np.random.default_rng(2), board(2)
    still = np.array([PATTERN] * 2)
    violation = judge(claims, records(claims, still, still))[0].detectable
    holding = still - 9
    found = 0
    for _ in range(boards):
        values = holding.copy()
        values[0] = violation + rng.standard_normal(SEEDS)
        found += judge(claims, records(claims, values, holding))[0].decision == "refuted"
    return found


def test_a_violation_of_the_stated_size_is_refuted_nine_times_in_ten():
    assert count_agrees(detected(), 500, 0.9)


@pytest.mark.parametrize("power", [0.8, 0.98])
def test_control_another_power_is_seen(power, monkeypatch):
    monkeypatch.setattr(inference, "POWER", power)
    assert not count_agrees(detected(), 500, 0.9)

"""Counting false alarms, and the counts that are stored."""

import json
from pathlib import Path
from types import SimpleNamespace

import levels
import numpy as np
import pytest
from calibrate import BOARDS as COUNTS
from calibrate import FIRST, tally
from scipy import stats

from fc.boards.calibration import Tally, load_tallies
from fc.verdicts.judge import SKEW

STORED = Path(__file__).parents[2] / "book" / "data" / "false_alarms.json"


def verdict(name, decision="supported", control_failed=True, p=0.001):
    claim = SimpleNamespace(id=name)
    outcome = SimpleNamespace(p_supported=p, parts=()) if p else None
    return SimpleNamespace(
        claim=claim, outcome=outcome, decision=decision, control_failed=control_failed
    )


BOARDS = [
    [verdict("a"), verdict("b")],
    [verdict("a", "refuted"), verdict("b", "refuted", control_failed=False)],
    [verdict("a", p=0.002), verdict("b", "inconclusive", p=None)],
    [verdict("a", "refuted"), verdict("b")],
]


def test_a_board_with_two_refuted_claims_counts_once():
    found = tally("beyond", BOARDS)
    assert (found.board, found.boards, found.claims) == ("beyond", 4, 2)
    assert found.seeds["refuted"] == {"a": [FIRST + 1, FIRST + 3], "b": [FIRST + 1]}
    assert found.boards_with("refuted") == 2
    assert found.boards_with("inconclusive") == 1
    assert found.boards_with("control did not fail") == 1
    assert found.nearest == {"a": 0.002, "b": 1.0}


@pytest.mark.parametrize("refuted", [0, 1, 5])
def test_the_upper_bound_is_clopper_and_pearsons(refuted):
    """At the bound, so few alarms or fewer have a probability of 5%."""
    found = Tally("theorems", 200, 30, {"refuted": {"a": list(range(refuted))}}, {})
    bound = found.upper_bound("refuted")
    assert stats.binom.cdf(refuted, 200, bound) == pytest.approx(0.05)


# --- How often tests err on runs as they are. ---------------------------------------------------


def test_normal_runs_keep_the_level_and_skewed_ones_do_not(monkeypatch):
    """Rates over the stated ones: of refutation, of support and of a failed control."""
    monkeypatch.setattr(levels, "REPEATS", 100_000)
    rng = np.random.default_rng(1)
    # A law with a long tail above its mean: its bulk, below, is believed too soon.
    normal, skewed = rng.normal(1, 0.1, (200, 50)), np.exp(rng.exponential(0.5, (200, 50)))
    found, wrong = (
        levels.rates(levels.Part("4.9.made_up", False, 0, 1, False, 1.0, -1, runs), 8, 1)
        for runs in (normal, skewed)
    )
    assert found["student"] == pytest.approx([1, 1, 1], abs=0.15)
    assert wrong["student"][1] > 8


# --- What is stored. --------------------------------------------------------------------------


def faults(content):
    """What the stored tallies must not show."""
    found = []
    for one in (Tally(**row) for row in content["tallies"]):
        if one.boards < COUNTS[one.board]:
            found.append(f"{one.board}: too few boards")
        if one.boards_with("refuted") > one.most_allowed:
            found.append(f"{one.board}: too many boards with a refuted claim")
    for scale, row in content["rates"]["least spread"].items():
        rates = row["board"], row["supported"]["worst"] / SKEW, row["control"]["worst"] / SKEW
        found += [f"{scale}: {rate:.2f} of what is stated" for rate in rates if rate > 1.5]
    return found


def test_boards_and_tests_err_no_more_often_than_stated():
    load_tallies(STORED)
    assert faults(json.loads(STORED.read_text())) == []


@pytest.mark.parametrize("change", ["refuted", "few", "procedure"])
def test_control_too_many_errors_would_be_seen(change):
    content = json.loads(STORED.read_text())
    smoke = content["tallies"][0]
    if change == "few":
        smoke["boards"] = 199
    elif change == "procedure":  # Student's t itself.
        content["rates"]["least spread"] = content["rates"]["student"]
    else:
        smoke["seeds"][change]["4.3.id"] = list(range(9))
    assert faults(content)

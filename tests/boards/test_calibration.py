"""Counting false alarms, and the counts that are stored."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from calibrate import save_tallies, tally
from chance import count_agrees
from scipy import stats

from fc.boards.calibration import Tally, load_tallies
from fc.verdicts.inference import OneSided
from fc.verdicts.judge import FALSE_ALARM

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
    found = tally("smoke", BOARDS)
    assert (found.scale, found.boards, found.claims) == ("smoke", 4, 2)
    assert found.seeds["refuted"] == {"a": [1, 3], "b": [1]}
    assert found.boards_with("refuted") == 2
    assert found.boards_with("inconclusive") == 1
    assert found.boards_with("control did not fail") == 1
    assert found.nearest == {"a": 0.002, "b": 1.0}


def made_up(boards, refuted):
    seeds = {"refuted": {"a": list(range(refuted))}, "inconclusive": {}, "control did not fail": {}}
    return Tally("smoke", boards, 30, seeds, {"a": 0.001}, {"a": [boards, 0]})


@pytest.mark.parametrize("refuted", [0, 1, 5])
def test_the_upper_bound_is_clopper_and_pearsons(refuted):
    """At the bound, so few alarms or fewer have a probability of 5%."""
    bound = made_up(200, refuted).upper_bound("refuted")
    assert stats.binom.cdf(refuted, 200, bound) == pytest.approx(0.05)


def test_what_is_allowed_is_the_99_percent_quantile():
    most = made_up(200, 0).most_allowed
    law = stats.binom(200, FALSE_ALARM)
    assert law.cdf(most) >= 0.99 > law.cdf(most - 1)


def test_tallies_come_back(tmp_path):
    path, tallies = tmp_path / "tallies.json", [tally("smoke", BOARDS), made_up(3, 1)]
    save_tallies(tallies, path)
    made_by, again = load_tallies(path)
    assert again == tallies
    assert {"date", "fc", "numpy", "python"} <= made_by.keys()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"provenance": {}, "tallies": [{"x": 1}]}'])
def test_a_broken_file_is_one_value_error(tmp_path, text):
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"broken\.json is not a file of tallies: "):
        load_tallies(path)


@pytest.mark.parametrize("heavy", [False, True])
def test_recentred_means_show_whether_the_runs_keep_the_level(heavy):
    rng, runs = np.random.default_rng(1), 6

    def board():
        x = rng.standard_normal((2, runs))
        if heavy:  # Control: most of the runs say nothing, and a few everything.
            x = np.where(rng.random((2, runs)) < 0.15, 1.0, 1e-3 * x)
        parts = [OneSided("", row, bound, 1) for row in x for bound in (-9.0, -8.0)]
        one = verdict("a")
        one.outcome.parts = parts
        return [one]

    tests, alarms = tally("smoke", [board() for _ in range(1500)]).recentred["a"]
    assert tests == 3000
    assert count_agrees(alarms, tests, 0.01) != heavy


# --- What is stored. --------------------------------------------------------------------------


def faults(tallies):
    """What the stored tallies must not show."""
    boards = {one.scale: one.boards for one in tallies}
    found = [scale for scale, least in (("smoke", 200), ("quick", 20)) if boards[scale] < least]
    for one in tallies:
        if one.boards_with("refuted") > one.most_allowed:
            found.append(f"{one.scale}: too many boards with a refuted claim")
        if one.boards_with("control did not fail"):
            found.append(f"{one.scale}: a control did not fail")
    return found


def test_the_board_alarms_no_more_often_than_it_may():
    assert faults(load_tallies(STORED)[1]) == []


@pytest.mark.parametrize("change", ["refuted", "control did not fail", "few"])
def test_control_the_board_would_be_seen_to_alarm_too_often(change):
    content = json.loads(STORED.read_text())
    smoke = content["tallies"][0]
    if change == "few":
        smoke["boards"] = 199
    else:
        smoke["seeds"][change]["4.3.id"] = list(range(9))
    assert len(faults([Tally(**one) for one in content["tallies"]])) == 1

"""Counting false alarms, and the counts that are stored."""

import json
from pathlib import Path
from types import SimpleNamespace

import levels
import numpy as np
import pytest
from calibrate import BOARDS as COUNTS
from calibrate import FIRST, save_tallies, tally
from scipy import stats

from fc.boards.calibration import Tally, load_tallies
from fc.verdicts.inference import OneSided
from fc.verdicts.judge import FALSE_ALARM, SKEW

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


def made_up(boards, refuted):
    seeds = {"refuted": {"a": list(range(refuted))}, "inconclusive": {}, "control did not fail": {}}
    return Tally("theorems", boards, 30, seeds, {"a": 0.001})


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
    path, tallies = tmp_path / "tallies.json", [tally("theorems", BOARDS), made_up(3, 1)]
    save_tallies(tallies, path)
    made_by, again = load_tallies(path)
    assert again == tallies
    assert {"date", "fc", "numpy", "python"} <= made_by.keys()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"provenance": {}, "tallies": [{"x": 1}]}'])
def test_a_broken_file_is_one_value_error(tmp_path, text):
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"broken\.json is not a file of tallies$"):
        load_tallies(path)


# --- How often tests err on runs as they are. ---------------------------------------------------


def part(runs):
    return levels.Part("4.9.made_up", False, 0, 1, False, 1.0, -1, runs)


def rates(runs, monkeypatch):
    """Rates over the stated ones: of refutation, of support and of a failed control."""
    monkeypatch.setattr(levels, "REPEATS", 100_000)
    return levels.rates(part(runs), 8, 1)


def test_normal_runs_keep_the_level_and_skewed_ones_do_not(monkeypatch):
    rng = np.random.default_rng(1)
    found = rates(rng.normal(1, 0.1, (200, 50)), monkeypatch)
    assert found["student"] == pytest.approx([1, 1, 1], abs=0.15)
    # A law with a long tail above its mean: its bulk, below, is believed too soon.
    found = rates(np.exp(rng.exponential(0.5, (200, 50))), monkeypatch)
    assert found["student"][1] > 8


def test_a_least_spread_helps_where_runs_hardly_differ(monkeypatch):
    """In units of the bound; where they differ by more it changes nothing."""
    law = np.random.default_rng(2).exponential(1.0, (200, 50))
    for unit, helps in ((1e-4, True), (0.1, False)):
        found = rates(1 + unit * law, monkeypatch)
        assert found["student"][1] > 7
        chosen = found["least spread"][1]
        assert chosen < 0.1 if helps else chosen == found["student"][1]


def test_the_parts_of_boards_are_pooled_claim_by_claim():
    def made(x):
        one = verdict("a")
        one.outcome.parts = tuple(OneSided("", x, bound, 1) for bound in (-9.0, -8.0))
        one.control_outcome = None
        return one

    rng = np.random.default_rng(3)
    values = rng.standard_normal((5, 6))
    found = list(levels.parts([[made(x)] for x in values]))
    assert [(one.claim, one.index, one.of, one.bound) for one in found] == [
        ("a", 0, 2, -9.0),
        ("a", 1, 2, -8.0),
    ]
    np.testing.assert_array_equal(found[0].runs, values)


def test_the_rate_of_a_board_is_the_mean_over_claims_of_the_mean_over_parts():
    found = levels.summary({("a", 0): [1, 5, 1], ("a", 1): [3, 1, 1], ("b", 0): [4, 0, 7]})
    assert found["board"] == 3
    assert found["supported"] == {"median": 1, "mean": 2, "worst": 5, "of": "a, part 1"}
    assert found["control"]["of"] == "b, part 1"


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


def stored():
    return json.loads(STORED.read_text())


def test_boards_and_tests_err_no_more_often_than_stated():
    load_tallies(STORED)
    assert faults(stored()) == []


CHANGES = ["refuted", "few", "procedure"]


@pytest.mark.parametrize("change", CHANGES)
def test_control_too_many_errors_would_be_seen(change):
    content = stored()
    smoke = content["tallies"][0]
    if change == "few":
        smoke["boards"] = 199
    elif change == "procedure":  # Student's t itself.
        content["rates"]["least spread"] = content["rates"]["student"]
    else:
        smoke["seeds"][change]["4.3.id"] = list(range(9))
    assert faults(content)

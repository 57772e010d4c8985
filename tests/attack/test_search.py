"""The search on toy statements: what it finds, counts, keeps and tells."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fc.attack import report
from fc.attack.search import Search
from fc.attack.statement import Axis, Miss, Statement, judged

SPACE = {"x": Axis(-1, 1), "y": Axis(0, 1), "kind": Axis(choices=("low", "high"))}


def peaked(height, trained=None, name="toy"):
    """A statement that misses most at one place, where training agrees or says `trained`."""

    def inside(x, y, kind):
        return (x, y, kind) if x > -0.9 else None

    def over(case):
        x, y, kind = case
        bump = np.exp(-20 * ((x - 0.61) ** 2 + (y - 0.33) ** 2))
        return height * bump * (1.0 if kind == "high" else 0.2)

    def cheap(case):
        return [judged("q", 1.0, 1 + 0.1 * over(case), 0.1)]

    def judge(case, rows):
        top = over(case) if trained is None else trained
        return [judged("q", 1.0, 1 + 0.1 * top + np.linspace(-1e-3, 1e-3, 8), 0.1)]

    return Statement(name, "x > -0.9", {"q": "10%"}, SPACE, inside, cheap, lambda _: [], judge)


def searched(statement, settings=160, seed=0):
    return Search(statement, seed, settings, 3, processes=1).run()


def test_the_way_leads_uphill_to_the_worst_setting():
    found = searched(peaked(3.0))
    worst = found.worst("q", found.tried)
    assert worst.misses["q"].over > 2.7 and worst.coordinates["kind"] == "high"
    assert found.refuted("q") and len(found.trained) == 3
    # Control: filling the range alone, with as many points, stays further from the top.
    half = [one.misses["q"].over for one in found.tried[:80]]
    assert max(half) < worst.misses["q"].over


def test_a_statement_that_holds_is_not_refuted_and_training_has_the_last_word():
    assert not searched(peaked(0.9)).refuted("q")
    assert not searched(peaked(3.0, trained=0.5)).refuted("q")
    assert searched(peaked(3.0, trained=2.0)).refuted("q")


def test_settings_are_counted_once_lie_inside_and_follow_from_the_seed():
    found = searched(peaked(3.0))
    told = [str(one.coordinates) for one in found.tried]
    assert 80 < len(told) == len(set(told)) < 160 + 2 * 16
    assert all(one.coordinates["x"] > -0.9 for one in found.tried)
    assert told == [str(one.coordinates) for one in searched(peaked(3.0)).tried]
    assert told != [str(one.coordinates) for one in searched(peaked(3.0), seed=1).tried]


# --- The command. -----------------------------------------------------------------------------


@pytest.fixture
def toys(monkeypatch):
    made = peaked(0.5, name="sound"), peaked(3.0, name="broken")
    monkeypatch.setattr(report, "STATEMENTS", {one.name: one for one in made})


def test_the_command_tells_what_broke_and_what_did_not(call, toys, tmp_path):
    path = tmp_path / "found.json"
    code, out, _ = call("refute", "--settings", "40", "--train", "2", "--json", str(path))
    assert code == 1 and "REFUTED" in out
    told = json.loads(path.read_text())
    for row, name in zip(told["statements"], ("sound", "broken"), strict=True):
        assert row["name"] == f"{name}.q" and row["refuted"] is (name == "broken")
        worst = {"setting", "quantity", "stated", "found", "miss_over_tolerance"}
        assert set(row["worst"]) == worst == set(row["worst_trained"]) - {"p"}
        assert len(told["tried"][name]["rows"]) == row["tried"] >= 40
    assert call("refute", "sound", "--settings", "40")[0] == 0  # Control.


def test_all_that_is_trained_shares_one_rate_of_false_alarms():
    """Four settings of one statement: each has a fourth of 1%."""
    for p, refuted in ((0.002, True), (0.004, False)):
        toy = replace(peaked(1.0), judge=lambda *_, p=p: [Miss("q", 1.0, 1.2, 2.0, p)])
        [found] = report.attack([toy], settings=48, train=4, processes=1)
        assert len(found.trained) == 4 and found.refuted("q") is refuted


def test_an_interruption_keeps_what_was_found(call, toys, monkeypatch):
    real = Search._try

    def stop(self, places):
        if self.statement.name == "broken" and len(self.tried) > 10:
            raise KeyboardInterrupt
        return real(self, places)

    monkeypatch.setattr(Search, "_try", stop)
    code, out, err = call("refute", "--settings", "40", "--json", "-")
    first, second = json.loads(out)["statements"]
    assert "Interrupted" in err and code == 0
    assert second["tried"] < 40 <= first["tried"] and second["trained"] == 0

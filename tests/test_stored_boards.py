"""The stored quick and full runs: each passes, and they do not contradict each other."""

from pathlib import Path

import pytest

import fc

DATA = Path(__file__).parents[1] / "book" / "data"
QUICK, FULL = (fc.load(DATA / f"{scale}.json") for scale in ("quick", "full"))


@pytest.mark.parametrize("stored", [QUICK, FULL], ids=["quick", "full"])
def test_every_claim_passes(stored):
    verdicts = stored.verdicts()
    assert len(verdicts) == len(fc.claims(scale=stored.scale))
    assert [verdict.claim.id for verdict in verdicts if not verdict.passed] == []


def decisions(stored):
    return {verdict.claim.id: verdict.decision for verdict in stored.verdicts()}


def test_the_two_scales_decide_alike():
    quick, full = decisions(QUICK), decisions(FULL)
    assert quick.keys() < full.keys()
    assert {name: full[name] for name in quick} == quick


def test_control_a_theorem_read_from_the_wrong_scale_has_no_records():
    with pytest.raises(KeyError):
        fc.judge(fc.claims("4.3", scale="full"), QUICK.records)

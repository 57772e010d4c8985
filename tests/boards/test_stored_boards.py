"""The stored quick and full runs: each passes, and they do not contradict each other."""

from pathlib import Path

import pytest

import fc
from fc.boards.stored import Stored
from fc.verdicts.judge import judge

DATA = Path(__file__).parents[2] / "book" / "data"
QUICK, FULL, BEYOND = (fc.load(DATA / f"{name}.json") for name in ("quick", "full", "beyond"))


@pytest.mark.parametrize("stored", [QUICK, FULL, BEYOND], ids=["quick", "full", "beyond"])
def test_every_claim_passes(stored):
    verdicts = stored.verdicts()
    assert len(verdicts) == len(fc.claims(*stored.names, scale=stored.scale))
    assert [verdict.claim.id for verdict in verdicts if not verdict.passed] == []


def decisions(stored):
    return {verdict.claim.id: verdict.decision for verdict in stored.verdicts()}


def test_the_two_scales_decide_alike():
    quick, full = decisions(QUICK), decisions(FULL)
    assert quick.keys() < full.keys()
    assert {name: full[name] for name in quick} == quick


def test_records_older_than_the_claims_are_one_sentence():
    records = dict(BEYOND.records)
    del records[next(iter(records))]
    old = Stored(BEYOND.provenance, records)
    with pytest.raises(ValueError, match=r"^the stored records must hold every run .*, 1 of \d+"):
        old.verdicts("losses")


def test_control_a_theorem_read_from_the_wrong_scale_has_no_records():
    with pytest.raises(KeyError):
        judge(fc.claims("4.3", scale="full"), QUICK.records)

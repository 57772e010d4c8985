"""The boards: what stands on them, and that they are judged apart."""

import pytest

from fc import claims, key
from fc.boards.catalogue import BEYOND, BOARDS, THEOREMS
from fc.chapters.scale import SCALES

BEYOND_CLAIMS = {scale: claims("beyond", scale=scale) for scale in SCALES}


@pytest.mark.parametrize("scale", SCALES)
def test_every_experiment_has_claims_under_its_name(scale):
    assert [*dict.fromkeys(claim.theorem for claim in BEYOND_CLAIMS[scale])] == list(BEYOND)
    ids = [claim.id for claim in BEYOND_CLAIMS[scale]]
    assert len(set(ids)) == len(ids)


def test_only_the_theorems_are_the_papers():
    for scale in SCALES:
        assert {claim.source for claim in BEYOND_CLAIMS[scale]} <= {"derived", "observed"}
        assert "paper" in {claim.source for claim in claims(scale=scale)}


@pytest.mark.parametrize("scale", SCALES)
def test_a_control_is_not_the_claim_itself(scale):
    for claim in BEYOND_CLAIMS[scale]:
        jobs = {key(job) for _, job in claim.sweep}
        others = {key(job) for _, job in claim.control.sweep}
        assert (others, claim.control.read) != (jobs, claim.read), claim.id


@pytest.mark.parametrize("scale", SCALES)
def test_at_least_five_seeds_of_distinct_jobs(scale):
    for claim in BEYOND_CLAIMS[scale]:
        assert claim.seeds >= 5
        for sweep in (claim.sweep, claim.control.sweep):
            assert len({key(job) for _, job in sweep}) == len(sweep), claim.id


def test_names_boards_and_nothing():
    def ids(*names):
        return [claim.id for claim in claims(*names, scale="smoke")]

    assert ids() == ids("theorems") == ids(*THEOREMS)
    assert ids("beyond") == ids(*reversed(BEYOND)) != ids()
    assert ids("4.3", "beyond") == ids("4.3") + ids("beyond")
    assert ids("4.3.id", "4.1.q_neg") == ["4.1.q_neg", "4.3.id"]
    assert ids("4.3.id", "4.3") == ids("4.3")
    assert set(BOARDS) == {"theorems", "beyond"}


@pytest.mark.parametrize("scale", SCALES)
def test_the_name_of_a_claim_starts_with_its_group(scale):
    for claim in claims(scale=scale) + BEYOND_CLAIMS[scale]:
        assert claim.id.startswith(f"{claim.theorem}."), claim.id


@pytest.mark.parametrize("name", ["4.3.", "4.3.idd", "4.3.id.x"])
def test_an_unknown_claim_is_refused(name):
    with pytest.raises(
        ValueError, match=rf"^the claims of 4.3 at \w+ are 4.3.id, .*, got '{name}'$"
    ):
        claims(name)


@pytest.mark.parametrize("name", ["4.5", "", "Beyond", "remedy"])
def test_an_unknown_name_is_refused(name):
    sentence = rf"^name must be one of 4.1, .*, or a claim, got '{name}'$"
    with pytest.raises(ValueError, match=sentence):
        claims(name)

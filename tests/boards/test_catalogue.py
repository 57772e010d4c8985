"""The boards: what stands on them, and how a part of them is named."""

from collections import Counter

import pytest

from fc import claims, key
from fc.boards.catalogue import BEYOND, BOARDS, THEOREMS
from fc.chapters.scale import SCALES
from fc.verdicts.orders import Constant, Vanishing


@pytest.mark.parametrize("scale", SCALES)
def test_every_claim_is_named_once_and_has_runs_to_compare(scale):
    made = claims("theorems", "beyond", scale=scale)
    assert [*dict.fromkeys(claim.theorem for claim in made)] == [*THEOREMS, *BEYOND]
    assert max(Counter(claim.id for claim in made).values()) == 1
    for claim in made:
        assert claim.id.startswith(f"{claim.theorem}.")
        assert claim.seeds >= (6 if claim.theorem in THEOREMS else 5), claim.id
        for sweep in (claim.sweep, claim.control.sweep):
            assert len({key(job) for _, job in sweep}) == len(sweep), claim.id
        if isinstance(claim.order, Vanishing | Constant):
            assert len({size for size, _ in claim.sweep}) == len(claim.sweep) >= 2, claim.id


def test_names_boards_and_nothing():
    def ids(*names):
        return [claim.id for claim in claims(*names, scale="smoke")]

    assert ids() == ids("theorems") == ids(*THEOREMS)
    assert ids("beyond") == ids(*reversed(BEYOND)) != ids()
    assert ids("4.3", "beyond") == ids("4.3") + ids("beyond")
    assert ids("4.3.id", "4.1.q_neg") == ["4.1.q_neg", "4.3.id"]
    assert ids("4.3.id", "4.3") == ids("4.3")
    assert set(BOARDS) == {"theorems", "beyond"}


def test_an_unknown_claim_of_a_group_is_refused():
    says = r"^the claims of 4.3 at quick are 4.3.id, .*, got '4.3.idd'$"
    with pytest.raises(ValueError, match=says):
        claims("4.3.idd")

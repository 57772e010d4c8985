"""The attacker on the criterion of activations: what is planted is found, what is stated stands."""

from dataclasses import replace
from functools import partial

import pytest

from fc.attack import activations as statements
from fc.attack.activations import KINKED, SMOOTH, STATEMENTS, Axis, bends_one_way, case, within
from fc.attack.search import Found, Search
from fc.attack.statement import Statement

STATED = {one.name: one for one in STATEMENTS}
SLOPES = {"family": "slopes:{s:.3g},{a:.3g}", "t": 0.5, "s": 3.0}


def attacked(statement: Statement, settings: int = 48, train: int = 1) -> Found:
    """The same small search for what is stated and for what is planted."""
    statement = replace(statement, seeds=3)
    return Search(Found(statement), 0, settings, train, processes=2).run()


def refuted(found: Found) -> bool:
    return any(map(found.refuted, found.statement.tolerances))


def visited(one) -> bool:
    """Convexity as far as training goes, which is not as far as a flipped background leads."""
    return bends_one_way(one.job.setting.phi, one.found.low, one.found.high)


def test_convexity_on_the_visited_range_is_refuted():
    planted = replace(STATED["criterion.convexity"], at=partial(within, visited))
    found = attacked(planted)
    assert refuted(found)
    assert found.trained[0].coordinates["family"] == SLOPES["family"]


def test_convexity_as_far_as_a_flip_leads_stands():
    assert not refuted(attacked(STATED["criterion.convexity"]))


def test_the_closed_form_of_a_kink_is_refuted():
    stated = STATED["criterion.closed_form"]
    space = {**stated.space, "family": Axis(choices=KINKED[:1])}
    assert refuted(attacked(replace(stated, space=space)))


def test_the_closed_form_without_a_kink_stands():
    assert not refuted(attacked(STATED["criterion.closed_form"]))


def equal(**coordinates):
    """What the criterion says of groups of equal strength, of groups that need not be."""
    one = STATED["criterion.closed_form"].at(**coordinates)
    return one and one._replace(found=case(**coordinates | {"strength": 1.0}).found)


def test_the_closed_form_of_equal_strengths_is_refuted():
    stated = STATED["criterion.closed_form"]
    assert refuted(attacked(replace(stated, at=equal), settings=16))


def test_what_hardly_rises_at_0_is_not_let_in():
    """There the initial weights decide, and the closed form is off by more than it may."""
    flat = {"family": "shifted:{t:.3g}:gelu", "t": -0.745, "s": 0.0}
    flat |= {"n": 37, "law": "bernoulli:0.75", "strength": 0.25}
    one = case(**flat)
    assert statements.ratio(one, [statements.expected(one)] * 2).over > 1
    stated = STATED["criterion.closed_form"]
    assert stated.at(**flat) is None and stated.at(**flat | {"t": -0.5}) is not None


def mirrored(**coordinates):
    """What the criterion says of the activation turned round."""
    one = STATED["criterion.sign"].at(**coordinates)
    return one and one._replace(found=one.found._replace(bg=-one.bg))


def test_the_other_sign_is_refuted():
    assert refuted(attacked(replace(STATED["criterion.sign"], at=mirrored), settings=16))


def test_the_sign_stands():
    assert not refuted(attacked(STATED["criterion.sign"], settings=16))


def test_a_flipped_background_may_raise_the_margin():
    one = case(**SLOPES)
    assert (one.found.low, one.found.high) == pytest.approx((-0.8, 1.6), abs=1e-6)
    assert one.margin(-1) / one.margin(1) == pytest.approx(1.55, abs=1e-6)
    assert visited(one) and not statements.convex(one)


def test_what_is_convex_is_let_in_and_what_is_not_is_not():
    assert statements.convex(case(**SLOPES | {"s": 0.2}))
    assert statements.convex(case(SMOOTH[0], -0.2, 0.0))
    # SELU has a kink that bends down, and bends up below.
    assert not statements.convex(case(KINKED[-1], 0.9, 0.0))


@pytest.mark.parametrize("name", STATED)
def test_a_run_that_came_to_no_end_judges_nothing(name):
    one = case(**SLOPES)
    (miss,) = STATED[name].judge(one, [[{}, {}]])
    assert miss.over == 0 and miss.p == 1

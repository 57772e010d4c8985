"""The attacker on the gradient remedy: planted faults are found, and what is stated stands."""

from dataclasses import replace

import pytest

from fc.attack.remedy import GRADIENT, case
from fc.attack.search import Found, Search

PLACE = {"n_core": 16, "share": 4.0, "family": "bernoulli", "mean": 0.5, "spread": 1.0}
PLACE |= {"power": 2.5, "width": 32, "steps": 100.0}


def refuted(at, settings=6):
    statement = replace(GRADIENT, at=at, seeds=3)
    found = Search(Found(statement), 0, settings, 1, processes=1).run()
    return any(map(found.refuted, statement.tolerances))


def from_few_samples(**coordinates):
    job = case(**coordinates)
    return job and replace(job, remedy=replace(job.remedy, samples=10))


def from_a_large_start(**coordinates):
    job = case(**coordinates)
    return job and replace(job, setting=replace(job.setting, d=job.setting.d0))


@pytest.mark.long
@pytest.mark.parametrize("planted", [from_few_samples, from_a_large_start])
def test_a_planted_fault_is_found(planted):
    assert refuted(planted)


@pytest.mark.long
def test_the_remedy_stands():
    assert not refuted(case)


def test_the_corner_of_the_range_stands_by_one_run():
    (miss,) = GRADIENT.misses(case(**PLACE))
    assert miss.found > 0.95 and miss.over < 1
    (missed,) = GRADIENT.misses(from_few_samples(**PLACE))
    assert missed.over > 1


def test_a_run_that_never_fits_judges_nothing():
    (miss,) = GRADIENT.judge(case(**PLACE), [[{}, {}]])
    assert miss.over == 0 and miss.p == 1

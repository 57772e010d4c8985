"""A law that the book once stated, of the background's share of a threshold, is seen to fail."""

from dataclasses import replace

import pytest

from fc.attack.misses import Miss
from fc.attack.search import Found, Search
from fc.attack.statement import Axis, Statement
from fc.chapters.nonlinear_core.cases import job
from fc.chapters.scale import SIZES
from fc.verdicts.inference import OneSided

OWN = {"n_core": 16, "radius": 2.0, "rate": 0.3}
SPACE = {
    "n_core": Axis(4, 64, "log", whole=True),
    "radius": Axis(1.5, 3.0),
    "rate": Axis(0.3, 1.0, "log"),
}


def at(n_core, radius, rate):
    return replace(job(SIZES["smoke"], n_core=n_core, core_radius=radius, rate=rate))


def judge(network, rows):
    """Off by at most half of the distance from the law to the one without the output bias."""
    push = network.setting.n_bg * network.setting.mu_bg**2
    law, room = push / 6 / ((push + 1) / 6 + 1), push / (push + 1)
    room = (room - law) / 2
    shares = [record["fit.bg_share"] for record in rows[0] if "fit.bg_share" in record]
    if len(shares) < 2:
        return [Miss("omega", law, 0.0, 0.0)]
    mean = sum(shares) / len(shares)
    sides = OneSided("omega", shares, law - room, 1), OneSided("omega", shares, law + room, -1)
    p = 2 * min(one.p_violated for one in sides)
    return [Miss("omega", law, mean, abs(mean - law) / room, min(1.0, p))]


OMEGA = Statement(
    "omega",
    "every core, radius and step size",
    {"omega": "half of the distance to the law without an output bias"},
    SPACE,
    at,
    lambda network: judge(network, [[network.run(0, 9)] * 2]),
    lambda network: [network],
    judge,
    seeds=6,
)


def found(space, settings=32):
    search = Search(Found(replace(OMEGA, space=space)), 0, settings, 2, processes=2)
    return search.run()


@pytest.mark.long
def test_the_law_of_omega_is_refuted_away_from_its_own_setting():
    assert found(SPACE).refuted("omega")


@pytest.mark.long
def test_control_at_its_own_setting_it_stands():
    own = {name: Axis(choices=(value,)) for name, value in OWN.items()}
    assert not found(own, 1).refuted("omega")

"""One network that can fail in two ways: its data, what is reversed, and what theory says."""

from dataclasses import replace

import numpy as np
import pytest

import fc
from fc import Recipe, Remedy, Setting, draw_batch
from fc.chapters.remedies.cases import GRADIENT
from fc.experiments.networks import two_failures
from fc.networks import remedies as network_remedies
from fc.networks.remedies import groups_of
from fc.theory.two_failures import lost
from fc.verdicts.judge import judge

SETTING = Setting(16, 16, d=32**3, width=64, batch=100).changed(
    bg_agreement=0.95, bg_signed=8, bg_offset=0.25
)
JOB = two_failures.TwoFailures(SETTING, recipe=Recipe(steps=200), checkpoints=(50, 200))
SEEDS = range(4)
REMEDIES = {
    "none": Remedy(),
    "groups": Remedy(weights="groups"),
    "centred": Remedy("centred"),
    "gradient": GRADIENT,
}


@pytest.fixture(scope="module")
def records():
    return {name: replace(JOB, remedy=one).run_many(0, SEEDS) for name, one in REMEDIES.items()}


def test_what_is_reversed_is_a_part_of_the_background():
    batch = draw_batch(SETTING, np.random.default_rng(0), 500)
    core, signed, rest = np.split(batch.u, [16, 24], axis=1)
    opposite = two_failures.with_signs_reversed(batch, SETTING)
    other = two_failures.with_the_rest_reversed(batch, SETTING)
    np.testing.assert_allclose(opposite.u, np.hstack([core, 0.5 - signed, rest]))
    np.testing.assert_allclose(other.u, np.hstack([core, signed, -rest]))
    # The sign of a sample is reversed, and its class is not.
    groups = groups_of(batch, SETTING)
    assert (groups_of(opposite, SETTING) == groups ^ 1).all()
    assert (groups_of(other, SETTING) == groups).all()


def test_what_is_lost_early_is_what_the_means_of_the_classes_say(records):
    for name, found in records.items():
        for kind, share in lost(SETTING, name)._asdict().items():
            measured = np.mean([record[f"50.{kind}"] for record in found])
            assert measured == pytest.approx(share, abs=0.12), (name, kind)
    # Control: the prediction for another remedy.
    groups, gradient = (lost(SETTING, name) for name in ("groups", "gradient"))
    assert abs(groups.contamination - gradient.contamination) > 0.4
    assert abs(groups.spurious - gradient.spurious) > 0.3


def test_the_prediction_in_sums_of_squared_means():
    """The table of the chapter's proposition."""
    core, signed, rest, offset, rho2 = 16 / 4, 8 / 4, 8 / 4, 8 * 0.25**2, 0.9**2
    kept = signed * rest / (offset + rest)
    whole = {
        "none": core + rho2 * signed + offset + rest,
        "groups": core + offset + rest,
        "centred": core + rho2 * signed,
        "gradient": core + rho2 * kept,
    }
    contamination = {name: 2 * rest / whole[name] for name in ("none", "groups")}
    spurious = {"none": signed, "groups": 0, "centred": signed, "gradient": kept}
    for name, sums in whole.items():
        told = contamination.get(name, 0), 2 * rho2 * spurious[name] / sums
        assert lost(SETTING, name) == pytest.approx(told, abs=1e-12), name


def test_what_is_apart_is_the_other_failure_minus_that_of_the_remedy(records):
    for name, sign in (("groups", 1), ("gradient", -1)):
        one = records[name][0]
        gaps = [sign * (one[f"{t}.contamination"] - one[f"{t}.spurious"]) for t in JOB.checkpoints]
        assert one["apart"] == pytest.approx(min(gaps))


def test_the_claim_passes_and_groups_that_are_none_are_seen(monkeypatch):
    (claim,) = fc.claims("spurious.two_failures", scale="quick")
    of = [replace(JOB, remedy=job.remedy) for _, job in claim.sweep]
    claim = replace(
        claim, sweep=tuple(enumerate(of)), control=replace(claim.control, sweep=((0, JOB),))
    )

    def verdict():
        records = {}
        for job in (*of, JOB):
            found = job.run_many(0, range(claim.seeds))
            records |= {(fc.key(job), i): one for i, one in enumerate(found)}
        return judge([claim], records)[0]

    assert verdict().passed
    monkeypatch.setattr(
        network_remedies, "groups_of", lambda batch, setting: 0 * groups_of(batch, setting)
    )
    assert verdict().decision == "refuted"

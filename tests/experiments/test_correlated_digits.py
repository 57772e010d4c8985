"""Digits before tinted backgrounds: what is drawn, what each remedy does, and a wrong tint."""

from dataclasses import replace

import numpy as np
import pytest

from fc import key
from fc.chapters.spurious_correlation import digits
from fc.data.backgrounds import TINTED, backgrounds, tinted
from fc.data.images import Images, ImageSetting, images
from fc.experiments.images import correlated
from fc.experiments.images.correlated import CorrelatedDigits
from fc.networks.image_training import accuracy, train
from fc.networks.images import ImageNetwork, build
from fc.verdicts.claim import Statements
from fc.verdicts.judge import judge

SMALL = CorrelatedDigits(
    ImageSetting(source="digits", train=1297, test=500), 0.95, checkpoints=(1, 8)
)


def _rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("family", TINTED)
def test_a_tint_is_what_is_asked_for_and_the_colours_stay(family):
    t, red = backgrounds(family, 300, 28, _rng()), _rng(1).random(300) < 0.5
    found = tinted(t, red)
    mean = found.mean(axis=(1, 2))
    assert ((mean[:, 0] > mean[:, 2]) == red).all()
    assert (np.sort(found, axis=3) == np.sort(t, axis=3)).all() and found.dtype == np.float32
    assert (tinted(found, red) == found).all() and (found[..., 1] == t[..., 1]).all()
    # Control: nothing can tint a grey texture.
    grey = tinted(backgrounds("texture", 9, 28, _rng()), np.ones(9, bool)).mean(axis=(1, 2))
    assert not (grey[:, 0] > grey[:, 2]).any()


@pytest.mark.parametrize("agreement", [0.5, 0.9, 1.0])
def test_the_tint_agrees_as_often_as_it_should(agreement):
    label = np.arange(10).repeat(300)
    blank = Images(np.zeros((3000, 8, 8, 3), np.float32), label)
    agrees = _rng().random(3000) < agreement
    mean = SMALL._inputs(blank, agrees, _rng(1)).mean(axis=(1, 2))
    found = ((mean[:, 0] > mean[:, 2]) == (label >= 5)).mean()
    assert found == agrees.mean() == pytest.approx(agreement, abs=0.03)


def test_samples_are_drawn_by_their_shares():
    pixels, label = images("digits")
    wrong = np.arange(len(label)) % 2 == 1
    taught = np.where(wrong, (label + 1) % 10, label)

    def learned(shares):
        module = build(ImageNetwork("dense", 1, False, False, width=4), 8, _rng())
        return accuracy(train(module, pixels, taught, _rng(), 12, shares=shares), pixels, label)

    assert learned(~wrong / (~wrong).sum()) > 0.8
    assert learned(None) < 0.7  # Control: half of the classes that it sees are wrong.


@pytest.fixture(scope="module")
def measured():
    """Means over three runs, by agreement and remedy."""
    found = {}
    for agreement in (digits.CORRELATED, digits.INDEPENDENT):
        for name, how in digits.REMEDIES.items():
            job = replace(SMALL, agreement=agreement, **how)
            runs = [job.run(100, run) for run in range(3)]
            found[agreement, name] = {x: np.mean([r[x] for r in runs]) for x in runs[0]}
    return found


def test_the_minority_is_lost_with_a_correlation_only(measured):
    lost = {at: record["least(minority)"] for at, record in measured.items()}
    assert lost[digits.CORRELATED, digits.NONE] > 0.25
    assert lost[digits.CORRELATED, digits.GROUPS] < 0.1
    assert lost[digits.CORRELATED, digits.LAST_LAYER] < 0.1
    assert lost[digits.CORRELATED, digits.OFF_MEAN] > 0.25
    independent = [x for (agreement, _), x in lost.items() if agreement == digits.INDEPENDENT]
    assert np.abs(independent).max() < 0.06


def test_a_claim_and_a_wrong_tint(monkeypatch):
    job, other = (replace(SMALL, **digits.REMEDIES[x]) for x in (digits.OFF_MEAN, digits.BOTH))
    say = Statements("x", 4)("minority", "The gradient off the mean leaves the minority lost.")
    claim = say.of(job, "least(minority)", low=0.2).against("a new last layer, too", other)

    def verdict():
        return judge([claim], {(key(x), run): x.run(100, run) for x, run in claim.jobs()})[0]

    assert verdict().passed
    # A simulator whose tints say nothing.
    monkeypatch.setattr(
        correlated, "tinted", lambda t, red: tinted(t, _rng(len(red)).permutation(red))
    )
    assert verdict().decision == "refuted"

"""The theorems' network on digits beside its law, and trained networks."""

from dataclasses import replace

import numpy as np
import pytest

from fc import claims, key
from fc.data.images import ImageSetting
from fc.experiments.images import training as image_runs
from fc.experiments.images.digit_pair import DigitPair
from fc.experiments.images.training import ImageTraining
from fc.model.activations import Activation
from fc.networks.images import ImageNetwork
from fc.verdicts.judge import judge

SMALL = ImageSetting(source="digits", train=1297, test=500)
PAIR = DigitPair(SMALL)
DENSE = ImageNetwork("dense", 1, pooled=False, norm=False)


def test_the_law_meets_the_network_and_not_a_wrong_one(monkeypatch):
    relu = PAIR.run(100, 0)
    assert relu["margin"] >= 1 and relu["miss"] < 0.06 and relu["bg_miss"] < 0.2
    assert relu["one_class_miss"] > 0.15
    # Control: a simulator whose neurons are active everywhere keeps its margin.
    monkeypatch.setattr(Activation, "slope_of", lambda _, p: np.ones_like(p))
    assert PAIR.run(100, 0)["miss"] > 0.1


def test_a_network_is_the_same_again_and_learns():
    job = ImageTraining(replace(SMALL, train=600), DENSE, epochs=8)
    record = job.run(100, 0)
    assert record == job.run(100, 0) != job.run(100, 1)
    assert record["accuracy(id)"] > 0.7 and record["margin_ratio(id)"] == 1


def test_an_offset_of_the_classes_costs_accuracy_and_no_margin():
    label = np.arange(10).repeat(20)
    logits = 3 * np.eye(10, dtype=np.float32)[label]
    offset = 5 * np.eye(10, dtype=np.float32)[0]
    found = image_runs.answers({"id": logits, "inverted": logits + offset}, label)
    assert found["accuracy(inverted)"] == 0.1 and found["share"] == pytest.approx(0, abs=1e-6)
    assert found["without_offset(inverted)"] == 1
    # Control: logits that shrink lose margin and no accuracy.
    found = image_runs.answers({"id": logits, "inverted": 0.4 * logits}, label)
    assert found["accuracy(inverted)"] == 1 and found["share"] == pytest.approx(0.3)


def test_a_claim_and_a_wrong_shift(monkeypatch):
    (claim,) = claims("images.sign", scale="smoke")
    job = replace(claim.sweep[0][1], epochs=6)
    claim = replace(claim, sweep=((1.0, job),), seeds=4)
    claim = replace(claim, control=replace(claim.control, sweep=claim.sweep))

    def verdict():
        return judge([claim], {(key(job), run): job.run(100, run) for run in range(4)})[0]

    assert verdict().passed
    # A simulator whose inverted backgrounds are those of training.
    shifted = image_runs.shifted_inputs

    def unshifted(*arguments):
        found = shifted(*arguments)
        return found | {"inverted": found["id"]}

    monkeypatch.setattr(image_runs, "shifted_inputs", unshifted)
    assert verdict().decision == "refuted"

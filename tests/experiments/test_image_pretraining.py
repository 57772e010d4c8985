"""Pre-training on images: what is trained on what."""

from dataclasses import replace

import numpy as np
import pytest

from fc.data.backgrounds import VARYING
from fc.data.images import ImageSetting, images
from fc.experiments.images import pretraining
from fc.experiments.images.pretraining import ImagePretraining
from fc.networks.images import ImageNetwork

DENSE = ImageNetwork("dense", 1, norm=False, width=8)
SETTING = ImageSetting("colour", train=2000, test=400)
JOB = ImagePretraining(SETTING, DENSE, ("colour",), epochs=2, checkpoints=(0, 1, 2))


@pytest.fixture
def trained(monkeypatch):
    """Pixels, classes and epochs of every training of a job without a background."""

    def trainings(**changes):
        found = []

        def train(module, inputs, label, rng, epochs, **_):
            found.append((inputs(), label, epochs))
            return module

        monkeypatch.setattr(pretraining, "train", train)
        job = replace(JOB, setting=replace(SETTING, background="none"), before=("none",), **changes)
        job.run(0, 0)
        return found

    return trainings


def digits_of(pixels):
    known = images("mnist")
    of = {x.tobytes(): label for x, label in zip(known.pixels, known.label, strict=True)}
    return {of[x.tobytes()] for x in pixels}


def test_both_trainings_are_alike_and_have_no_image_in_common(trained):
    (first, label, epochs), (second, other_label, other_epochs) = trained()
    assert epochs == other_epochs
    assert set(label) == set(other_label) == set(range(5))
    assert len(first) == pytest.approx(len(second), rel=0.1)
    assert digits_of(first) == digits_of(second) == set(range(5, 10))
    assert not {x.tobytes() for x in first} & {x.tobytes() for x in second}


def test_other_classes_are_the_other_digits(trained):
    (first, label, _), (second, _, _) = trained(classes="other", checkpoints=(1,))
    assert set(label) == set(range(5))
    assert digits_of(first) == set(range(5))
    assert digits_of(second) == set(range(5, 10))


def test_diversity_is_of_families_and_of_signs():
    empty = images("mnist")
    empty = empty._replace(pixels=np.zeros_like(empty.pixels[:300]), label=empty.label[:300])
    for both in (False, True):
        job = replace(JOB, before=VARYING, both_signs=both)
        x = job.diverse(empty, np.random.default_rng(0))
        one_colour = np.ptp(x, axis=(1, 2)).max(axis=1) == 0
        assert one_colour.mean() == pytest.approx(1 / 3)
        negative = (x.mean(axis=(1, 2, 3)) < 0).mean()
        assert negative == pytest.approx(0.5 if both else 0, abs=0.1)

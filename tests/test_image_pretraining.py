"""Pre-training on images: small networks, little data."""

from dataclasses import replace

import numpy as np
import pytest

from fc.image_networks import ImageNetwork
from fc.image_pretraining import NEW, OLD, ImagePretraining, probe
from fc.images import ImageSetting, digits, framed

JOB = ImagePretraining(ImageSetting(train=600, test=300), ImageNetwork("mlp", 4), epochs=8)


def test_old_and_new_classes_share_nothing():
    assert not set(OLD) & set(NEW)
    assert set(OLD) | set(NEW) == set(digits().label)


def test_pre_training_on_random_colours_protects_the_classes_it_saw():
    same = replace(JOB, new_classes=False)
    with_it, without = same.run(0, 0), replace(same, before=None).run(0, 0)
    assert with_it["start.ood"] > without["start.ood"] + 0.4
    assert with_it["ood"] > 0.5
    assert {"id", "ood", "start.id", "start.ood"} == with_it.keys()


def test_the_last_layer_alone_leaves_the_representation():
    frozen = replace(JOB, frozen=True).run(0, 0)
    assert frozen["id"] > 0.8
    assert frozen != JOB.run(0, 0)


def test_a_probe_learns_a_class_from_the_representation():
    class Linear:
        def eval(self):
            return self

        def representation(self, x):
            return x.flatten(1)

    images = digits()
    x = framed(images.pixels[:300], "red", 4, np.random.default_rng(0))
    predict = probe(Linear(), x, images.label[:300])
    assert (predict(x) == images.label[:300]).mean() > 0.99
    shuffled = np.random.default_rng(0).permutation(images.label[:300])
    test = framed(images.pixels[300:600], "red", 4, np.random.default_rng(0))
    assert (predict(test) == images.label[300:600]).mean() > 0.8
    assert (probe(Linear(), x, shuffled)(test) == images.label[300:600]).mean() < 0.3


@pytest.mark.parametrize(
    "field, value",
    [("before", "mauve"), ("new_classes", "yes"), ("frozen", 1), ("epochs", 0), ("network", None)],
)
def test_bad_fields_are_one_sentence(field, value):
    with pytest.raises(ValueError, match=rf"^{field} must be "):
        replace(JOB, **{field: value})

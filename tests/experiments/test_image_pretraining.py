"""Pre-training on images: small networks, little data."""

from dataclasses import replace

import numpy as np
import pytest

from fc.data.images import ImageSetting, digits, framed
from fc.experiments.images.pretraining import NEW, OLD, ImagePretraining, probe
from fc.networks.images import ImageNetwork

JOB = ImagePretraining(ImageSetting(train=600, test=300), ImageNetwork("mlp", 4), epochs=8)


def test_old_and_new_classes_share_nothing():
    assert not set(OLD) & set(NEW)
    assert set(OLD) | set(NEW) == set(digits().label)


def test_pre_training_protects_the_classes_that_it_saw():
    same, without = replace(JOB, classes="same").run(0, 0), replace(JOB, before=None).run(0, 0)
    other = JOB.run(0, 0)
    assert same["start.ood"] > 0.6 > 0.4 > other["start.ood"]
    assert same["ood"] > without["ood"]
    names = {f"{x}{y}" for x in ("", "start.", "probe.", "ceiling.") for y in ("id", "ood")}
    assert names == same.keys()
    assert {"id", "ood", "start.id", "start.ood"} == without.keys()


def test_a_probe_leaves_the_network_as_it_is():
    from fc.networks.images import build

    module = build(JOB.network, JOB.setting.side, np.random.default_rng(0))
    before = [x.detach().clone() for x in module.parameters()]
    images = digits()
    probe(
        module, framed(images.pixels[:200], "red", 4, np.random.default_rng(0)), images.label[:200]
    )
    assert all((x == y).all() for x, y in zip(before, module.parameters(), strict=True))


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
    [("before", "mauve"), ("classes", "new"), ("epochs", 0), ("network", None)],
)
def test_bad_fields_are_one_sentence(field, value):
    with pytest.raises(ValueError, match=rf"^{field} must be "):
        replace(JOB, **{field: value})

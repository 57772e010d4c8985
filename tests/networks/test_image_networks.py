"""Networks on images and their training."""

import numpy as np
import pytest
import torch

from fc.data.images import ImageSetting, split
from fc.networks.image_training import answer, mean_input, train
from fc.networks.images import ImageNetwork, build, first_layer
from fc.networks.probes import accuracy

SMALL = ImageSetting("colour", "digits", train=400, test=200)
PLAIN = ImageNetwork("dense", 1, norm=False, width=4)
BOTH = (False, True)
NETWORKS = [
    *(ImageNetwork("dense", depth, norm=norm, width=4) for depth in (0, 1, 3) for norm in BOTH),
    *(
        ImageNetwork("conv", depth, pooled, norm, width=4)
        for depth in (1, 2, 4)
        for pooled in BOTH
        for norm in BOTH
    ),
    *(ImageNetwork(kind, norm=norm, width=4) for kind in ("resnet", "vit") for norm in BOTH),
    ImageNetwork("vit", pooled=False, width=4),
]


def _rng(seed=0):
    return np.random.default_rng(seed)


def _data():
    known, test = split(SMALL, _rng(5))
    x, asked = (SMALL.inputs(part.pixels, _rng(6)) for part in (known, test))
    return x, known.label, asked, test.label


@pytest.mark.parametrize("side", [8, 28])
@pytest.mark.parametrize("network", NETWORKS)
def test_networks(network, side):
    before = torch.get_rng_state()
    module = build(network, side, _rng())
    assert (torch.get_rng_state() == before).all()
    x = _rng(1).random((6, side, side, 3)).astype("f4")
    units, representation, logits = (
        answer(module, x, o) for o in ("units", "representation", "logits")
    )
    seen = units.mean(axis=2) if network.pooled else units.reshape(6, -1)
    assert representation == pytest.approx(seen, abs=1e-5)
    weight = module.head.weight.detach().numpy()
    assert logits == pytest.approx(representation @ weight.T, abs=1e-4)
    again, other = (build(network, side, _rng(s)) for s in (0, 1))
    assert (answer(again, x) == logits).all()
    assert not np.allclose(answer(other, x), logits)
    normed = [m for m in module.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    has_hidden = network.kind != "dense" or network.depth > 0
    assert bool(normed) == (network.norm and network.kind != "vit" and has_hidden)
    layers = [m for m in module.modules() if isinstance(m, torch.nn.Linear | torch.nn.Conv2d)]
    if network.kind in ("dense", "conv"):
        assert len(layers) == network.depth + 1 and first_layer(module) is layers[0]


def test_training_learns_and_wrong_labels_do_not():
    x, label, asked, expected = _data()
    right, wrong = (
        train(build(PLAIN, 8, _rng()), x, y, _rng(1), epochs=60)
        for y in (label, _rng(2).permutation(label))
    )
    assert accuracy(answer(right, asked), expected) > 0.7
    assert accuracy(answer(wrong, asked), expected) < 0.4


def test_training_fits_a_representation():
    x, _, _, _ = _data()
    teacher, student = (build(PLAIN, 8, _rng(s)) for s in (0, 1))
    target = answer(teacher, x, "representation")

    before = answer(student, x, "representation")
    after = answer(train(student, x, target, _rng(), epochs=40), x, "representation")
    assert ((after - target) ** 2).mean() < ((before - target) ** 2).mean() / 10


@pytest.mark.parametrize("kind", ["dense", "conv", "resnet", "vit"])
def test_the_first_layer_keeps_its_weights_along_the_mean(kind):
    x, label, _, _ = _data()
    network = ImageNetwork(kind, width=4)
    start = first_layer(build(network, 8, _rng())).weight.detach().numpy()

    def moved(fixed):
        module = build(network, 8, _rng())
        along = mean_input(module, x)
        train(module, x, label, _rng(1), 2, fixed_along=along if fixed else None)
        change = (first_layer(module).weight.detach().numpy() - start).reshape(len(start), -1)
        return abs(change @ along.numpy().ravel()).max(), abs(change).max()

    along, anywhere = moved(True)
    assert along < 1e-5 and anywhere > 1e-3
    assert moved(False)[0] > 1e-3  # Control.


def test_mean_input_of_a_convolution_is_that_of_its_patches():
    x, _, _, _ = _data()
    module = build(ImageNetwork("conv", 1, width=4), 8, _rng())
    layer = first_layer(module)
    along = mean_input(module, x)
    assert along.shape == layer.weight.shape[1:] and float(along.norm()) == pytest.approx(1)
    # What a filter gives on average is its product with the mean patch.
    given = layer(torch.from_numpy(x).permute(0, 3, 1, 2)).mean(dim=(0, 2, 3))
    ratio = (given / (layer.weight * along).sum(dim=(1, 2, 3))).detach().numpy()
    assert ratio == pytest.approx(np.full(4, ratio[0]), rel=1e-4) and ratio[0] > 0

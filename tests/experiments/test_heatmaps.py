"""Grad-CAM is where it must be, and what is read from it along a shift."""

import numpy as np
import pytest

from fc.data.images import ImageSetting
from fc.experiments.images.heatmaps import KAPPAS, Attention
from fc.networks.heatmaps import digit_cells, grad_cam
from fc.networks.images import ImageNetwork, build

SMALL = ImageSetting("colour", train=100, test=20)
NETWORK = ImageNetwork("conv", 2, pooled=True, norm=False, width=2)


@pytest.fixture
def module():
    """One convolution whose only channel is the red of a pixel, which class 0 wants."""
    import torch

    found = build(ImageNetwork("conv", 1, norm=False, width=1), 28, np.random.default_rng(0))
    layer = found.body[1].hidden
    layer.weight.data = torch.zeros_like(layer.weight)
    layer.weight.data[0, 0, 2, 2] = 1
    found.head.weight.data = torch.zeros_like(found.head.weight)
    found.head.weight.data[0] = 196.0
    return found


def test_the_map_is_where_the_class_is_seen(module):
    x = np.zeros((2, 28, 28, 3), np.float32)
    x[0, 4, 10, 0] = 1.0  # Red, which is seen.
    x[1, 4, 10, 1] = 1.0  # Control: green, which is not.
    maps = grad_cam(module, x, np.array([0, 0]))
    assert maps.shape == (2, 14, 14)
    # The margin of class 0 is the sum over positions of the channel.
    assert maps[0, 2, 5] == pytest.approx(1.0)
    assert maps[0].sum() == pytest.approx(1.0) and maps[1].sum() == 0
    # Control: of another class the same pixel says the opposite.
    assert grad_cam(module, x, np.array([1, 1])).sum() == 0


def test_the_map_grows_with_the_margin(module):
    x = np.random.default_rng(0).random((3, 28, 28, 3)).astype(np.float32)
    label = np.zeros(3, int)
    assert grad_cam(module, 2 * x, label) == pytest.approx(2 * grad_cam(module, x, label))


@pytest.mark.parametrize("kind", ["resnet", "conv"])
def test_the_deepest_map_that_resolves_a_digit_is_taken(kind):
    network = ImageNetwork(kind, 4)
    x = np.ones((1, 28, 28, 3), np.float32)
    assert grad_cam(build(network, 28, np.random.default_rng(0)), x, np.zeros(1, int)).shape[1] == 7


def test_cells_of_a_digit():
    pixels = np.zeros((1, 28, 28, 3), np.float32)
    pixels[0, 5, 9] = 1
    pixels[0, 20, 20] = 0.3  # Too faint.
    assert np.argwhere(digit_cells(pixels, 7)[0]).tolist() == [[1, 2]]


def test_both_signs_invert_half_of_the_backgrounds():
    pixels, rng = np.zeros((400, 28, 28, 3), np.float32), np.random.default_rng(0)
    one, both = (Attention(SMALL, NETWORK, both_signs=b).inputs(pixels, rng) for b in (False, True))
    assert (one > 0).all()
    assert 0.4 < (both > 0).mean() < 0.6 and ((both > 0).all(axis=(1, 2, 3)).mean() > 0.4)


def test_a_record_of_attention():
    record = Attention(SMALL, NETWORK, epochs=1).run(0, 0)
    assert record.keys() == {f"{x}({k:g})" for x in ("digit", "elsewhere") for k in KAPPAS}
    assert record["digit(1)"] == record["elsewhere(1)"] == 1
    assert all(Attention.meaning(name) for name in record)

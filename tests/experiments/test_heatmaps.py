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


def test_cells_of_a_digit():
    pixels = np.zeros((1, 28, 28, 3), np.float32)
    pixels[0, 5, 9] = 1
    pixels[0, 20, 20] = 0.3  # Too faint.
    assert np.argwhere(digit_cells(pixels, 7)[0]).tolist() == [[1, 2]]


def test_a_record_of_attention():
    record = Attention(SMALL, NETWORK, epochs=1).run(0, 0)
    assert record.keys() == {f"{x}({k:g})" for x in ("digit", "elsewhere") for k in KAPPAS}
    assert record["digit(1)"] == record["elsewhere(1)"] == 1
    assert all(Attention.meaning(name) for name in record)

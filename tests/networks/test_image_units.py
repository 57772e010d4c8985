"""Optimised inputs show the weights of a network that was made by hand; pictures are stored."""

from pathlib import Path

import numpy as np
import pytest
from optimise_inputs import UNITS, save_pictures

from fc.chapters.images.pictures import Pictures, heated, load_pictures, mosaic
from fc.chapters.images.visualisation import shown
from fc.networks.image_units import BLUR, blurred, optimised_inputs
from fc.networks.images import ImageNetwork, build

SIDE = 8


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture
def module():
    """Three units: the brightness of red, green minus blue, and one that is silent."""
    import torch

    found = build(ImageNetwork("dense", 1, norm=False, width=1), SIDE, rng())
    layer = found.body[1].hidden
    weight = torch.zeros(8, SIDE, SIDE, 3)
    weight[0, ..., 0] = 1
    weight[1, ..., 1], weight[1, ..., 2] = 1, -1
    layer.weight.data = weight.flatten(1)
    layer.bias.data[:] = torch.tensor([1.0, 1.0, -100.0, 0, 0, 0, 0, 0])
    return found


def test_a_picture_has_the_colour_of_the_weights(module):
    images, gain = optimised_inputs(module, SIDE, rng(), 30)
    colour = images.mean(axis=(1, 2))
    assert images.shape == (8, SIDE, SIDE, 3)
    assert colour[0, 0] > 10 * np.abs(colour[0, 1:]).max()
    assert colour[1, 1] > 0 and colour[1, 2] == pytest.approx(-colour[1, 1], rel=0.05)
    assert gain[0] == pytest.approx(images[0, ..., 0].sum(), rel=1e-3)
    # Control: units without weights, and one that nothing reaches, are not raised.
    assert (gain[2:] == 0).all() and np.abs(colour[2:]).max() < 0.01


def test_the_way_starts_at_grey_and_is_drawn_from_the_generator(module):
    once, again, other = (optimised_inputs(module, SIDE, rng(s), 5)[0] for s in (1, 1, 2))
    assert (once == again).all() and (once != other).any()


def test_a_network_is_read_as_in_tests(module):
    """In evaluation mode, and without a trace in its gradients."""
    module.train()
    optimised_inputs(module, SIDE, rng(), 2)
    assert not module.training
    assert all(one.grad is None for one in module.parameters())


def test_the_blur_is_a_gaussian_that_keeps_a_constant():
    import torch

    dot = torch.zeros(1, 9, 9, 3)
    dot[0, 4, 4, 1] = 1
    found = blurred(dot).numpy()
    assert found[..., [0, 2]].max() == 0 and found.sum() == pytest.approx(1)
    assert found[0, 4, 5, 1] / found[0, 4, 4, 1] == pytest.approx(np.exp(-1 / (2 * BLUR**2)))
    assert found[0, 5, 4, 1] == pytest.approx(found[0, 4, 5, 1])
    even = torch.full((2, 9, 9, 3), 0.3)
    assert blurred(even).numpy() == pytest.approx(even.numpy())


def test_pictures_are_stored_and_read(tmp_path):
    pixels = rng().integers(0, 256, (2, 4, 4, 3)).astype(np.uint8)
    maps = rng().integers(0, 256, (2, 2, 2)).astype(np.uint8)
    known = {("plain", "red_dark"): pixels, ("heatmap", "photo"): maps}
    save_pictures(Pictures({"seed": 1}, known), tmp_path / "a.json")
    found = load_pictures(tmp_path / "a.json")
    assert found.provenance == {"seed": 1} and found.images.keys() == known.keys()
    assert all((found.images[at] == one).all() for at, one in known.items())
    # Control: pixels that are not those of the shape.
    text = (tmp_path / "a.json").read_text().replace("[2, 4, 4, 3]", "[3, 4, 4, 3]")
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(ValueError, match="is not a file of optimised inputs"):
        load_pictures(tmp_path / "b.json")


def test_the_stored_pictures_are_those_of_the_chapter():
    stored = load_pictures(Path(__file__).parents[2] / "book" / "data" / "optimised_inputs.json")
    assert {at for at in stored.images if at[0] not in ("input", "heatmap")} == shown().keys()
    assert {images.shape for at, images in stored.images.items() if at in shown()} == {
        (UNITS, 28, 28, 3)
    }


def test_a_mosaic_keeps_its_pictures_and_a_map_its_cells():
    pictures = rng().integers(0, 256, (3, 4, 4, 3)).astype(np.uint8)
    found = mosaic(pictures, 2, gap=1)
    assert found.shape == (9, 9, 3) and (found[:4, 5:] == pictures[1] / 255).all()
    assert (found[5:, 5:] == 1).all()  # There is no fourth.
    cold, hot = heated(np.array([[[0, 255]] * 2], np.uint8), 4)[0, 0, [0, 3]]
    assert cold.max() < 0.02 and hot.min() > 0.6
    assert (heated(np.array([[[0, 255]] * 2], np.uint8), 4)[0, :, 1] == cold).all()

"""Framed images and the loader of CIFAR-10: what they give, and what they refuse."""

import os
import pickle

import numpy as np
import pytest

from fc.data.cifar import cifar10
from fc.data.images import (
    BACKGROUNDS,
    CLASSES,
    COLOURS,
    ImageSetting,
    digits,
    framed,
    other_colours,
    padding,
    split,
)


def _rng(seed=0):
    return np.random.default_rng(seed)


def test_digits():
    pixels, label = digits()
    assert pixels.shape == (1797, 8, 8, 3) and pixels.dtype == np.float32
    assert pixels.min() == 0 and pixels.max() == 1
    assert set(label.tolist()) == set(range(CLASSES))
    assert (pixels[..., 0] == pixels[..., 2]).all()


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_a_frame_leaves_the_digit_as_it_is(background):
    pixels = digits().pixels[:20]
    x = framed(pixels, background, 4, _rng())
    assert x.shape == (20, 16, 16, 3) and x.dtype == np.float32
    assert (x[:, 4:-4, 4:-4] == pixels).all()
    assert x.min() >= 0 and x.max() <= 1
    frame = x[:, padding(16, 4)]
    assert frame.shape == (20, 192, 3)
    if background in COLOURS:
        assert (frame == COLOURS[background]).all()
    else:
        assert frame[0].std() + frame[:, 0].std() > 0.1


def test_random_frames():
    pixels = np.zeros((4000, 2, 2, 3))
    colour = framed(pixels, "any", 1, _rng())[:, padding(4, 1)]
    assert (colour == colour[:, :1]).all()
    assert colour[:, 0].mean(axis=0) == pytest.approx(0.5, abs=0.02)
    assert colour[:, 0].std(axis=0) == pytest.approx(12**-0.5, abs=0.01)
    noise = framed(pixels[:50], "noise", 1, _rng())[:, padding(4, 1)]
    assert not (noise == noise[:, :1]).all()
    stripes = framed(pixels, "stripes", 1, _rng())[:, padding(4, 1)]
    assert set(np.unique(stripes)) == {0, 1}
    assert stripes[:, 0].mean() == pytest.approx(0.5, abs=0.03)


def test_the_frame_says_nothing_about_the_class():
    _, label = digits()
    frame = framed(digits().pixels, "any", 4, _rng())[:, 0, 0]
    means = np.array([frame[label == c].mean(axis=0) for c in range(CLASSES)])
    assert np.abs(means - 0.5).max() < 4 * 12**-0.5 / np.sqrt(170)


def test_split_is_disjoint_and_repeats():
    setting = ImageSetting(train=1000, test=797)
    train, test = split(setting, _rng())
    assert len(train.label) == 1000 and len(test.label) == 797
    every = np.concatenate([train.pixels, test.pixels]).sum(axis=(1, 2, 3))
    assert np.sort(every) == pytest.approx(np.sort(digits().pixels.sum(axis=(1, 2, 3))))
    again, _ = split(setting, _rng())
    assert (again.pixels == train.pixels).all() and (again.label == train.label).all()
    other, _ = split(setting, _rng(1))
    assert not (other.label == train.label).all()


def test_other_colours():
    assert len(other_colours("red")) == 7 and "red" not in other_colours("red")
    assert len(other_colours("any")) == 8


@pytest.mark.parametrize(
    "change, message",
    [
        ({"background": "purple"}, "background must be one of red"),
        ({"source": "mnist"}, "source must be digits or cifar10:FOLDER, got 'mnist'"),
        ({"source": 3}, "source must be of type str"),
        ({"train": 0}, "train must be an integer of at least 1"),
        ({"pad": 1.5}, "pad must be an integer"),
    ],
)
def test_setting_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        ImageSetting(**change)


def test_split_refuses_more_than_there_is():
    with pytest.raises(ValueError, match=r"train \+ test must be at most 1797"):
        split(ImageSetting(train=1297, test=501), _rng())


@pytest.mark.parametrize(
    "pixels, message",
    [
        (np.zeros((5, 8, 8)), r"pixels must have the shape \(N, side, side, 3\), got \(5, 8, 8\)"),
        (np.zeros((5, 8, 7, 3)), "pixels must have the shape"),
        (np.full((5, 8, 8, 3), 255.0), r"in \[0, 1\], got 255 to 255"),
        (np.full((5, 8, 8, 3), -0.1), r"in \[0, 1\], got -0.1"),
        (np.full((5, 8, 8, 3), np.nan), "pixels must be finite"),
    ],
)
def test_framed_refuses(pixels, message):
    with pytest.raises(ValueError, match=message):
        framed(pixels, "red", 4, _rng())


# --- CIFAR-10 -----------------------------------------------------------------------------------


def _batches(rng):
    for name in (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"):
        yield name, rng.integers(256, size=(4, 3072), dtype=np.uint8), rng.integers(10, size=4)


def _write_binary(folder):
    for name, data, label in _batches(_rng()):
        np.c_[label.astype(np.uint8), data].tofile(folder / f"{name}.bin")


def _write_pickled(folder):
    for name, data, label in _batches(_rng()):
        content = {b"data": data, b"labels": label.tolist(), b"filenames": [b"a.png"] * 4}
        (folder / name).write_bytes(pickle.dumps(content, protocol=3))


@pytest.mark.parametrize("write", [_write_binary, _write_pickled])
def test_cifar(tmp_path, write):
    write(tmp_path)
    pixels, label = cifar10(tmp_path)
    _, data, expected = next(_batches(_rng()))
    assert pixels.shape == (24, 32, 32, 3) and pixels.dtype == np.uint8
    assert (label[:4] == expected).all()
    # A row of a file holds the red plane, row by row, then the green and the blue one.
    assert pixels[0, 2, 5, 1] == data[0, 1024 + 2 * 32 + 5]
    setting = ImageSetting(source=f"cifar10:{tmp_path}", train=20, test=4)
    train, _ = split(setting, _rng())
    assert setting.side == 40 and train.pixels.shape == (20, 32, 32, 3)
    assert 0.9 < train.pixels.max() <= 1 and train.pixels.dtype == np.float32


def test_cifar_is_absent(tmp_path):
    with pytest.raises(ValueError, match=r"the folder of CIFAR-10 must exist, got '.*nowhere'"):
        cifar10(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="must hold data_batch_1 to data_batch_5 and test_batch"):
        cifar10(tmp_path)
    _write_binary(tmp_path)
    (tmp_path / "test_batch.bin").unlink()
    with pytest.raises(ValueError, match="must hold data_batch_1"):
        split(ImageSetting(source=f"cifar10:{tmp_path}", train=2, test=2), _rng())


@pytest.mark.parametrize(
    "content",
    [{b"labels": [1]}, {b"data": np.zeros((1, 10), np.uint8), b"labels": [1]}, [1, 2]],
)
def test_cifar_refuses_other_pickles(tmp_path, content):
    _write_pickled(tmp_path)
    (tmp_path / "data_batch_3").write_bytes(pickle.dumps(content, protocol=3))
    with pytest.raises(ValueError, match="data_batch_3 must be a batch file of CIFAR-10"):
        cifar10(tmp_path)


def test_cifar_refuses_other_binaries(tmp_path):
    _write_binary(tmp_path)
    file = tmp_path / "data_batch_2.bin"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"data_batch_2\.bin must be a batch file"):
        cifar10(tmp_path)
    file.write_bytes(bytes([10]) + bytes(3072))
    with pytest.raises(ValueError, match=r"data_batch_2\.bin must be a batch file"):
        cifar10(tmp_path)


class _Planted:
    """A pickle that makes a folder when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_cifar_runs_no_code(tmp_path):
    _write_pickled(tmp_path)
    made = tmp_path / "made"
    planted = pickle.dumps(_Planted(str(made)), protocol=3)
    (tmp_path / "test_batch").write_bytes(planted)
    with pytest.raises(ValueError, match=r"test_batch must be .*mkdir is not allowed"):
        cifar10(tmp_path)
    assert not made.exists()
    pickle.loads(planted)  # The control: an ordinary reader would have run it.
    assert made.exists()


@pytest.mark.parametrize("kind", [str, object, complex])
def test_pixels_that_are_no_real_numbers_are_refused(kind):
    with pytest.raises(ValueError, match="pixels must be an array of real numbers"):
        framed(np.zeros((1, 8, 8, 3)).astype(kind), "red", 4, np.random.default_rng(0))

"""Images before varying backgrounds, and what is vendored."""

import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

import fc
from fc.data import backgrounds as backgrounds_module
from fc.data.backgrounds import FAMILIES, VARYING, backgrounds, mean_colour, shifted
from fc.data.images import ImageSetting, split

FOLDER = Path(fc.__file__).parent / "data"


def _rng(seed=0):
    return np.random.default_rng(seed)


def _wrong_checksums(folder):
    told = re.findall(r"^\| (\S+\.npz) \| (\w{64}) \|$", (FOLDER / "VENDORED.md").read_text(), re.M)
    assert {name for name, _ in told} == {path.name for path in FOLDER.glob("*.npz")}
    return [n for n, known in told if sha256((folder / n).read_bytes()).hexdigest() != known]


def test_vendored_files_are_those_of_the_list(tmp_path):
    assert not _wrong_checksums(FOLDER)
    for path in FOLDER.glob("*.npz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "mnist.npz").write_bytes((tmp_path / "mnist.npz").read_bytes()[:-1] + b"?")
    assert _wrong_checksums(tmp_path) == ["mnist.npz"]


@pytest.mark.parametrize("family", FAMILIES)
def test_backgrounds(family):
    t = backgrounds(family, 600, 28, _rng())
    assert t.shape == (600, 28, 28, 3) and t.dtype == np.float32
    assert t.min() >= 0 and t.max() <= 1
    assert (t == backgrounds(family, 600, 28, _rng())).all()
    varies = t.std(axis=0).mean() > 0.05
    assert varies == (family in VARYING)
    # The means of 600 images: three standard errors of the most variable family, one colour each.
    assert t.mean(axis=(0, 1, 2)) == pytest.approx(np.array(mean_colour(family)), abs=0.04)
    assert min(mean_colour(family)) > 0.1 or family == "none"


def test_unseen_pictures_are_not_those_of_training():
    for seen, unseen in backgrounds_module.PATCHES.values():
        assert not set(seen) & set(unseen)
    for family in ("photo", "texture"):
        t, other = (backgrounds(family, 200, 28, _rng(), unseen=u) for u in (False, True))
        assert not (t == other).all(axis=(1, 2, 3)).any()
    # One colour has no pictures: textures take their place.
    assert backgrounds("colour", 9, 28, _rng(), unseen=True).std(axis=(1, 2)).min() > 0


def test_shifts():
    t = backgrounds("photo", 300, 28, _rng())
    assert (shifted(t, "photo", "id") == t).all() and (shifted(t, "photo", 0.5) == t / 2).all()
    assert not shifted(t, "photo", "removed").any()
    assert (shifted(t, "photo", "inverted") == -t).all()
    moved = shifted(t, "photo", "moved")
    assert moved.mean(axis=(0, 1, 2)) == pytest.approx(-t.mean(axis=(0, 1, 2)), abs=0.05)
    assert np.abs(moved.std(axis=0) - t.std(axis=0)).max() < 1e-5
    with pytest.raises(ValueError, match="rng must be a generator for unseen backgrounds"):
        shifted(t, "photo", "unseen")


def test_the_digit_stays_as_it_is_under_every_shift():
    setting = ImageSetting("texture", strength=0.5)
    _, test = split(setting, _rng())
    t = setting.drawn(len(test.label), _rng(1))
    for kappa in (1.0, 0.0, -1.0):
        x = setting.composed(test.pixels, t, kappa)
        assert np.abs(x - kappa * 0.5 * t - test.pixels).max() < 1e-6
        assert 0 <= setting.shown(x).min() <= setting.shown(x).max() <= 1
    assert setting.shown(np.zeros(1, np.float32)) == 0.5

"""The book as a zip: whole, free of what running it leaves behind, and always the same bytes."""

import os
import shutil
import zipfile
from pathlib import Path

import pack_book
import pytest

ROOT = Path(__file__).parents[2]
# Made by running the book; what starts with a dot is for git and for editors.
MADE = {"_build", "_sweeps", "fc.egg-info"}


@pytest.fixture
def small(tmp_path):
    """A book of few files, with one of each top-level name."""
    for name in pack_book.PACKED:
        path = tmp_path / "book" / name
        if (ROOT / name).is_dir():
            path.mkdir(parents=True)
            path /= "file.py"
        path.write_text(f"a file of {name}")
    return tmp_path / "book"


def test_unpacked_files_are_those_of_the_book(tmp_path_factory, tmp_path):
    packed = tmp_path_factory.mktemp("zip") / pack_book.NAME
    pack_book.pack(ROOT, packed)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
        scripts = {one.filename for one in archive.infolist() if one.external_attr >> 16 & 0o100}
    assert [path.name for path in tmp_path.iterdir()] == [pack_book.FOLDER]
    found = {path.relative_to(tmp_path / pack_book.FOLDER) for path in tmp_path.rglob("*.*")}
    assert {Path("fc/__init__.py"), Path("book/data/full.json"), Path("book/intro.md")} <= found
    for path in pack_book.packed_files(ROOT):
        assert (tmp_path / pack_book.FOLDER / path).read_bytes() == (ROOT / path).read_bytes()
    assert scripts == {f"{pack_book.FOLDER}/{name}" for name in (".ci/run", ".binder/postBuild")}


def test_nothing_is_forgotten():
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert visible - MADE - set(pack_book.PACKED) == set()


def test_same_bytes_whenever_and_wherever_it_is_packed(small, tmp_path):
    pack_book.pack(small, tmp_path / "first.zip")
    other = shutil.copytree(small, tmp_path / "elsewhere")
    for path in other.rglob("*"):
        os.utime(path, (1e9, 1e9))
        path.chmod(0o700)
    pack_book.pack(other, tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_control_what_running_leaves_is_not_packed_and_what_is_missing_is_named(small, tmp_path):
    before = list(pack_book.packed_files(small))
    for name in ("fc/__pycache__/a.pyc", "book/.ipynb_checkpoints/a.ipynb", "book/a.ipynb.tmp"):
        (small / name).parent.mkdir(exist_ok=True)
        (small / name).touch()
    assert list(pack_book.packed_files(small)) == before
    (small / "fc/new.py").touch()
    assert len(list(pack_book.packed_files(small))) == len(before) + 1
    (small / "LICENSE").unlink()
    with pytest.raises(SystemExit, match="LICENSE is missing"):
        pack_book.pack(small, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()

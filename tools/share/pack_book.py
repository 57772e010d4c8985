"""Pack what a reader needs to run the book: `python tools/share/pack_book.py` after `make book`.

The same files give the same bytes: sorted, with one date and one mode.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "feature-contamination-verified.zip"
FOLDER = NAME.removesuffix(".zip")
# By name, for without git nothing else says what belongs to the book.
PACKED = (
    ".binder",
    ".ci",
    ".github",  # The tests read the workflows.
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "RELEASE.md",
    "_config.yml",
    "benchmarks",
    "book",
    "fc",
    "pyproject.toml",
    "requirements.txt",
    "tests",
    "tools",
)
# What running the book leaves behind.
LEFT_OUT = ("__pycache__", ".ipynb_checkpoints", "*.pyc", "*.ipynb.tmp", ".DS_Store")
DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


def packed_files(root: Path) -> Iterator[Path]:
    """Yield the files to pack, sorted, as paths relative to `root`."""
    for name in PACKED:
        top = root / name
        if not top.exists():
            sys.exit(f"{name} is missing in {root}: nothing is packed.")
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            parts = [Path(part) for part in path.relative_to(root).parts]
            if path.is_file() and not any(p.match(out) for p in parts for out in LEFT_OUT):
                yield path.relative_to(root)


def pack(root: Path, target: Path) -> None:
    """Write the files of `root` to the zip `target`, in one folder."""
    # A reader who asks for the file meanwhile gets the old one, not half of the new.
    draft = target.with_name(target.name + ".tmp")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in packed_files(root):
            entry = zipfile.ZipInfo(f"{FOLDER}/{path.as_posix()}", DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on whatever machine, so that the mode counts
            mode = 0o755 if (root / path).read_bytes().startswith(b"#!") else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, (root / path).read_bytes())
    draft.replace(target)


def main() -> None:
    """Pack the book, and say where it lies."""
    site = ROOT / "_build" / "html"
    if not site.is_dir():
        sys.exit("There is no built site: run `make book` first.")
    pack(ROOT, site / NAME)
    print(site / NAME)


if __name__ == "__main__":
    main()

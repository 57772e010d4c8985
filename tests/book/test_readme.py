"""Every line of the README's blocks, pasted in order; what is shortened stands in `SHORTER`."""

import re
import shutil
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pack_book
import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^\n((?:    .*\n|\n(?=    ))+)", re.MULTILINE)
# Not run: each takes many minutes, or a package index; tests/book/test_install.py and the weekly
# workflow run them.
LEFT_OUT = ("make book", "make test", "make lab", "make packages")
# Run for one claim at the smallest scale, or without a package index.
ONE = "python -m fc verify 4.3.laws --scale smoke"
NOT_SUPPORTED = "python -m fc verify 4.3.worst --scale smoke --activation identity"
SHORTER = {
    "python -m fc verify 4.3 --scale quick": ONE,
    "python -m fc verify 4.3 --scale smoke --activation identity": NOT_SUPPORTED,
    "python -m fc verify --scale full --store runs": f"{ONE} --store runs",
    "python -m fc verify beyond --scale smoke":
        "python -m fc verify activations.closed_form --scale smoke",
    "python -m fc verify 4.3 --scale smoke --dask tcp://127.0.0.1:8786":
        f"{ONE} --dask tcp://127.0.0.1:8786",
    "python -m fc refute laws": "python -m fc refute laws --settings 16 --train 1",
    "pip install .": "pip install -q --no-deps --no-build-isolation --target alone .",
}  # fmt: skip
PORT = "8786"
# What a reader waits for before the line that needs it: that the scheduler listens.
LISTENS = "until (: > /dev/tcp/127.0.0.1/{}) 2> /dev/null; do sleep 0.2; done\n"


def blocks(text):
    """Indented blocks in their order, without the comments behind commands."""
    for block in BLOCK.findall(text):
        yield re.sub(r"  +# .*", "", textwrap.dedent(block)).strip().splitlines()


def is_shell(block):
    return bool(re.match(r"(make|python|pip|dask|\.) ", block[0]))


SHELL = [line for block in blocks(README) if is_shell(block) for line in block]
PYTHON = "\n".join(line for block in blocks(README) if not is_shell(block) for line in block)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The book as it is unpacked, with this environment as its own."""
    top = tmp_path_factory.mktemp("unpacked")
    for path in pack_book.packed_files(ROOT):
        if path.parts[0] in ("fc", "book") or len(path.parts) == 1:
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, top / path)
    (top / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return top


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


def waited(line):
    """What is typed before a line."""
    address = re.search(r"--dask tcp://127.0.0.1:(\d+)", line)
    return LISTENS.format(address[1]) if address else ""


def pasted(lines, folder):
    """Exit code of each line, all typed into one shell; and what it printed."""
    script = "".join(f'{waited(line)}{line}\necho "@@ $?"\n' for line in lines)
    script += "kill $(jobs -p) 2>/dev/null; wait\n"
    done = subprocess.run(
        ["bash", "-m"], input=script, cwd=folder, capture_output=True, text=True, timeout=900,
        env={
            "PATH": "/usr/bin:/bin", "HOME": str(folder), "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(folder),  # This environment was made in another folder.
        },
    )  # fmt: skip
    codes = map(int, re.findall(r"^@@ (\d+)$", done.stdout, re.MULTILINE))
    return dict(zip(lines, codes, strict=True)), done.stdout + done.stderr


def test_what_is_shortened_stands_there():
    assert {*LEFT_OUT, *SHORTER} <= set(SHELL)
    assert len(SHELL) > 15 and len(PYTHON.splitlines()) > 25


@pytest.mark.long
def test_every_command_runs_as_pasted_in_order(folder):
    run = [SHORTER.get(line, line) for line in SHELL if line not in LEFT_OUT]
    port = free_port()  # 8786 may be taken here.
    codes, said = pasted([line.replace(PORT, port) for line in run], folder)
    # A verdict that is not "supported" is told by the exit code, too.
    wrong = {line: code for line, code in codes.items() if code != (line == NOT_SUPPORTED)}
    assert not wrong, f"{wrong}\n{said[-3000:]}"
    assert (folder / "alone/fc/__init__.py").exists() and any((folder / "runs").iterdir())


@pytest.mark.long
def test_the_python_runs_as_pasted_in_order_and_from_the_package_alone(alone, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{PYTHON}\nprint(fc.__file__)"],
        cwd=tmp_path, env={"PYTHONPATH": str(alone)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(alone / "fc" / "__init__.py")


def test_control_a_line_that_fails_is_seen(tmp_path):
    codes, _ = pasted(["true", "python -m fc nothing", "true"], tmp_path)
    assert list(codes.values())[1] != 0

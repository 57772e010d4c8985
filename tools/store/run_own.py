"""Run the session of the page on a theorem of your own: `python tools/store/run_own.py FOLDER`.

The folder holds the file of claims; what the commands print goes into session.txt there, below what
made it, and the figure beside it. A command is run in an empty folder, as a newcomer would.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fc.files import provenance

FILE, FIGURE, SESSION = "start.py", "start.png", "session.txt"
FC = "python -m fc"
# Each step: its name, the change of the file before it, and the command.
STEPS = (
    ("register", None, f'{FC} register --claims {FILE} --why "first version" --data-seen no'),
    ("verify", None, f"{FC} verify --claims {FILE} --scale smoke --figure {FIGURE}"),
    ("refute", None, f"{FC} refute --claims {FILE} --settings 64"),
    ("exponent", ("Power(-1,", "Power(-0.5,"), f"{FC} verify --claims {FILE} --scale smoke"),
    ("moved", None, f"{FC} register --claims {FILE}"),
    (
        "outside",
        ('"power": fc.Axis(0, 1)', '"power": fc.Axis(0, 1), "mean": fc.Axis(0, 0.5)'),
        f"{FC} refute --claims {FILE} --settings 64",
    ),
)


def session(source: Path, folder: Path, **environment: str) -> dict[str, str]:
    """What each step prints when they are typed in `folder`, where the file is copied to."""
    shutil.copy(source, folder / FILE)
    said = {}
    for name, change, command in STEPS:
        if change:
            text = (folder / FILE).read_text(encoding="utf-8")
            if change[0] not in text:
                sys.exit(f"{FILE} must hold {change[0]!r}, which the page changes.")
            (folder / FILE).write_text(text.replace(*change), encoding="utf-8")
        done = subprocess.run(
            command.replace("python", sys.executable, 1),
            shell=True,
            cwd=folder,
            env=os.environ | {"MPLBACKEND": "agg"} | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        said[name] = done.stdout or done.stderr
    return said


def stored(path: Path) -> dict[str, str]:
    """What is stored of each step."""
    parts = path.read_text(encoding="utf-8").split("--- ")[1:]
    return {name: rest for name, _, rest in (part.partition("\n") for part in parts)}


if __name__ == "__main__":
    place = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as empty:
        found = session(place / FILE, Path(empty))
        shutil.copy(Path(empty) / FIGURE, place / FIGURE)
    made_by = ", ".join(f"{name} {value}" for name, value in provenance().items())
    text = "".join(f"--- {name}\n{said}" for name, said in found.items())
    (place / SESSION).write_text(f"{made_by}\n{text}", encoding="utf-8")

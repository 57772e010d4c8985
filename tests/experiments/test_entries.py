"""What the record of every experiment holds is said, entry by entry."""

import inspect
import json
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import fc.experiments
from fc.runs.experiment import Experiment

DATA = Path(__file__).parents[2] / "book" / "data"
MODULES = [
    import_module(module.name)
    for module in pkgutil.walk_packages(fc.experiments.__path__, "fc.experiments.")
]
KINDS = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if inspect.isclass(kind) and issubclass(kind, Experiment) and kind.__module__ == module.__name__
}


# Entries of the stored runs, by the name of the class.
STORED = {}
for scale in ("quick", "full", "beyond"):
    for job in json.loads((DATA / f"{scale}.json").read_text(encoding="utf-8"))["jobs"]:
        STORED.setdefault(job["job"]["job"], set()).update(job["values"])


@pytest.mark.parametrize("name", sorted(KINDS.keys() & STORED.keys()))
def test_every_stored_entry_has_a_meaning(name):
    assert [entry for entry in sorted(STORED[name]) if not KINDS[name].meaning(entry)] == []
    assert KINDS[name].meaning("made_up") is None  # Control.


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_docstring_tells_every_entry(name):
    assert KINDS[name].entries
    for entry, text in KINDS[name].entries.items():
        assert f"- ``{entry}``: {text}" in KINDS[name].__doc__

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


def stored_entries():
    """Entries of the stored runs, by the name of the class."""
    found = {}
    for scale in ("quick", "full", "beyond"):
        for job in json.loads((DATA / f"{scale}.json").read_text(encoding="utf-8"))["jobs"]:
            found.setdefault(job["job"]["job"], set()).update(job["values"])
    return found


STORED = stored_entries()


@pytest.mark.parametrize("name", sorted(KINDS.keys() & STORED.keys()))
def test_every_stored_entry_has_a_meaning(name):
    assert [entry for entry in sorted(STORED[name]) if not KINDS[name].meaning(entry)] == []
    # Control: what no run holds means nothing.
    made_up = ["made_up"]
    if not any(pattern.endswith("}") for pattern in KINDS[name].entries):
        made_up += [f"{entry}_made_up" for entry in STORED[name]]
    assert [entry for entry in made_up if KINDS[name].meaning(entry) is not None] == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_docstring_tells_every_entry(name):
    assert KINDS[name].entries
    for entry, text in KINDS[name].entries.items():
        assert f"- ``{entry}``: {text}" in KINDS[name].__doc__

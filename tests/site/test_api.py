"""The pages of the package: every public name of every module stands there, once."""

import importlib
import inspect
import re

from draw_house import modules

ENTRY = re.compile(r'<dt class="sig sig-object py" id="([^"]+)"')


def public(module):
    """Dotted names of what a module of fc defines and documents for its users."""
    here = importlib.import_module(f"fc.{module}")
    for name, thing in vars(here).items():
        ours = inspect.isclass(thing) or inspect.isfunction(thing)
        if ours and thing.__module__ == here.__name__ and thing.__doc__ and name[0] != "_":
            yield f"{here.__name__}.{name}"


def faults(html, names):
    """Names that have no entry on the pages, or several."""
    ids = ENTRY.findall(html)
    yield from (f"{name}: {ids.count(name)} entries" for name in names if ids.count(name) != 1)


def test_every_public_name_has_one_entry(site):
    pages = sorted((site / "appendix" / "api").glob("*.html"))
    html = "".join(path.read_text(encoding="utf-8") for path in pages)
    inside = [name for name in modules() if not name.endswith(("__init__", "__main__"))]
    names = [name for module in inside for name in public(module)]
    assert len(names) > 100 and list(faults(html, names)) == []
    # Control.
    assert list(faults(html.replace('id="fc.model.setting.Setting"', ""), names))

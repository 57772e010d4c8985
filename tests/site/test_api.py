"""The pages of the package: what stands there of names and types is what the docstrings say."""

import importlib
import inspect
import re
from functools import cache

import pytest
from bs4 import BeautifulSoup
from draw_house import modules

FIELD = re.compile(r"(\*{0,2}\w+(?:, \w+)*)(?: : (.*))?")
SECTION = re.compile(r"^(Parameters|Attributes)\n-+\n((?:(?!\w+\n---).*\n?)*)", re.MULTILINE)


def told(documented):
    """Names and types of the fields in a docstring, one by one."""
    for section in SECTION.finditer(inspect.getdoc(documented) or ""):
        for line in section[2].splitlines():
            if line and not line.startswith(" "):
                names, kind = FIELD.fullmatch(line).groups()
                yield from ((name, plain(kind or "")) for name in names.split(", "))


def plain(text):
    """Without marks, blanks and quotes, which a page sets otherwise."""
    return re.sub(r"[`\s'\"“”‘’]", "", text)


def shown(entry):
    """Names and types of the fields on the page, one by one."""
    for fields in entry.select(":scope > dd > dl.field-list"):
        for head, body in zip(*(fields(tag, recursive=False) for tag in ("dt", "dd")), strict=True):
            if head.get_text().rstrip(":") in ("Parameters", "Variables"):
                for one in body.select(":scope > ul > li > p, :scope > p"):
                    if one.strong is None:
                        continue
                    kind = re.match(r"\s*\((.*?)\)(?: –|$)", text_after(one.strong), re.DOTALL)
                    yield one.strong.get_text(), plain(kind[1]) if kind else ""


def text_after(tag):
    return "".join(part.get_text() for part in tag.next_siblings)


def entries(page):
    """What a page documents: dotted name and the element, but for the fields of classes."""
    for entry in page.select("dl.py:is(.class, .exception, .function, .method)"):
        yield entry.dt["id"], entry


def found(name):
    """The object of a dotted name."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            thing = getattr(thing, part)
        return thing
    raise AssertionError(f"there is no {name}")


def garbled(page):
    """Entries whose fields on the page are not those of the docstring."""
    for name, entry in entries(page):
        expected, on_page = list(told(found(name))), list(shown(entry))
        if expected != on_page:
            yield f"{name}: {on_page} for {expected}"


@cache
def pages(site):
    paths = sorted((site / "appendix" / "api").glob("*.html"))
    return {p.stem: BeautifulSoup(p.read_text(encoding="utf-8"), "lxml") for p in paths}


def test_names_and_types_are_those_of_the_docstrings(site):
    read = pages(site)
    complaints = [line for page in read.values() for line in garbled(page)]
    assert not complaints, "\n".join(complaints)
    # The reading cannot have failed in silence: where a docstring has such a section, fields are
    # shown, and they are many.
    for name, entry in (one for page in read.values() for one in entries(page)):
        headed = re.search(r"^(Parameters|Attributes)$", inspect.getdoc(found(name)) or "", re.M)
        assert bool(headed) == bool(list(shown(entry))), name
    assert sum(len(list(shown(e))) for page in read.values() for _, e in entries(page)) > 200


def test_every_public_name_has_one_entry(site):
    ids = [name for page in pages(site).values() for name, _ in entries(page)]
    assert len(ids) == len(set(ids))
    for module in modules():
        if module.endswith("__init__") or module == "__main__":
            continue
        here = importlib.import_module(f"fc.{module}")
        for name, thing in vars(here).items():
            public = inspect.isclass(thing) or inspect.isfunction(thing)
            if public and thing.__module__ == here.__name__ and not name.startswith("_"):
                assert f"fc.{module}.{name}" in ids or not thing.__doc__, name


@pytest.mark.parametrize(
    ("sound", "wrong"),
    [
        ("<strong>core</strong>", "<strong>bg</strong>"),
        (r"<em>\(m,\)arrays</em>", "<em>core,</em>"),
        (r"<li><p><strong>active_neg</strong>.*?</li>", ""),
    ],
)
def test_control_a_garbled_page(sound, wrong):
    html = (
        '<dl class="py class"><dt id="fc.model.observed.Observed"></dt><dd>'
        '<dl class="field-list"><dt>Variables:</dt><dd><ul>{}</ul></dd></dl></dd></dl>'
    )
    fields = told(found("fc.model.observed.Observed"))
    rows = "".join(
        f"<li><p><strong>{name}</strong> (<em>{kind}</em>) – x</p></li>" for name, kind in fields
    )
    text = html.format(rows)
    assert not list(garbled(BeautifulSoup(text, "lxml")))
    broken = re.sub(sound, wrong, text, count=1)
    assert broken != text
    assert list(garbled(BeautifulSoup(broken, "lxml")))


def test_control_a_reading_that_finds_nothing_is_seen(site, monkeypatch):
    for name in ("told", "shown"):
        monkeypatch.setitem(globals(), name, lambda _: [])
    with pytest.raises(AssertionError, match=r"^fc\."):
        test_names_and_types_are_those_of_the_docstrings(site)

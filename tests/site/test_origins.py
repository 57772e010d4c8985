"""From a claim to its origin: the line that states it, the command that runs it, and the links."""

import ast
import re
import shlex
from functools import cache

import pytest
from bs4 import BeautifulSoup
from declared import around, declared, defined
from sphinx_origins import command
from statements import judged, of_the_book

import fc
from fc.boards.tables import claim_anchor
from fc.commands import verify


@cache
def calls(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [one for one in ast.walk(tree) if isinstance(one, ast.Call)]


def states(path, line, name):
    """Whether the line begins a call that states this claim, by its name or by that of a loop."""
    for call in calls(path):
        if call.lineno != line or not call.args:
            continue
        if isinstance(getattr(call.func, "value", None), ast.Call):
            continue  # What is said of which runs, further along the chain.
        said, own = call.args[0], name.rpartition(".")[2]
        if isinstance(said, ast.Constant) and said.value == own:
            return True
        if isinstance(said, ast.Name | ast.JoinedStr) and own in made_in_loops(path, line):
            return True
    return False


def made_in_loops(path, line):
    """Names of the claims that are stated on a line again and again."""
    return {name.rpartition(".")[2] for name, place in declared().items() if place == (path, line)}


def test_the_line_named_states_the_claim():
    assert declared().keys() == judged().keys()
    literal = 0
    for name, (path, line) in declared().items():
        assert states(path, line, name), f"{name} is not stated on line {line} of {path}"
        assert around(path, line).first <= line <= around(path, line).last
        literal += made_in_loops(path, line) == {name.rpartition(".")[2]}
    assert literal > len(judged()) / 2


def test_control_another_line_does_not():
    for name, (path, line) in declared().items():
        assert not states(path, line + 1, name)
        others = [place for other, place in declared().items() if place != (path, line)]
        assert not any(states(*place, name) and place[0] == path for place in others)


def test_what_is_shown_is_the_whole_claim():
    for name, (path, line) in declared().items():
        lines = around(path, line)
        text = "\n".join(
            path.read_text(encoding="utf-8").splitlines()[lines.first - 1 : lines.last]
        )
        assert ".against(" in text, name


def test_the_command_is_accepted_and_runs_just_the_claim():
    groups = {}
    for name, (stored, verdict) in judged().items():
        python, dash, package, which, *arguments = shlex.split(command(name))
        assert [python, dash, package, which] == ["python", "-m", "fc", "verify"]
        asked = verify.make_context("verify", arguments).params
        assert asked["names"] == (name,) and int(asked["seed"]) == stored.seed
        assert asked["scale"] == stored.scale
        groups[verdict.claim.theorem] = asked, verdict.claim
    for asked, claim in groups.values():
        assert fc.claims(*asked["names"], scale=asked["scale"]) == [claim]


def test_a_command_runs(call):
    name = "4.2.joint"
    arguments = shlex.split(command(name))[3:]
    code, out, _ = call(*arguments[:2], "--scale", "smoke")
    assert code == 0 and out.startswith(name) and "1 of 1 claims" in out


@pytest.fixture(scope="module")
def pages(site):
    """What has an anchor on the pages of claims, of origins and of the map, by page and anchor."""
    names = {one.page for one in of_the_book().claims.values()} | {"origins", "map"}
    texts = {name: (site / f"{name}.html").read_text(encoding="utf-8") for name in names}
    return {name: {one["id"]: one for one in BeautifulSoup(text, "html.parser").select("[id]")}
            for name, text in texts.items()}  # fmt: skip


def test_every_row_leads_to_its_origin_and_back(pages):
    for name, claim in of_the_book().claims.items():
        anchor = claim_anchor(name)
        link = pages[claim.page][anchor].find_next_sibling("a", class_="claim-origin")
        assert link["href"] == f"../origins.html#{anchor.replace('claim-', 'origin-', 1)}"
        origin = pages["origins"][link["href"].partition("#")[2]]
        links = [a["href"] for a in origin.select("dl a[href]")]
        assert links[:2] == [f"{claim.page}.html#{anchor}", f"map.html#node-{anchor}"]
        assert f"node-{anchor}" in pages["map"]
        assert links[2].startswith("#run-") and links[2][1:] in pages["origins"]


def test_every_row_of_the_board_leads_to_its_origin(site):
    board = BeautifulSoup((site / "board.html").read_text(encoding="utf-8"), "html.parser")
    links = [a["href"] for a in board.select("a.claim-origin")]
    assert sorted(links) == sorted(
        f"origins.html#{claim_anchor(name).replace('claim-', 'origin-', 1)}" for name in judged()
    )


def test_formulas_and_code_are_typeset(site):
    page = BeautifulSoup((site / "origins.html").read_text(encoding="utf-8"), "html.parser")
    assert page.select_one("script[src*=mathjax]") and page.select("summary span.math")
    heads = [one.get_text() for one in page.select("summary, dd:nth-of-type(2)")]
    assert not [head for head in heads if "`" in head or "$" in head]


def test_the_page_shows_the_lines_of_the_file(pages):
    for name, (path, line) in declared().items():
        anchor = claim_anchor(name).replace("claim-", "origin-", 1)
        code = pages["origins"][anchor].select_one("pre")
        numbers = [int(one.get_text()) for one in code.select(".linenos")]
        assert numbers == list(range(around(path, line).first, around(path, line).last + 1))
        shown = [
            re.sub(r"^ *\d+", "", text).strip() for text in code.get_text().splitlines() if text
        ]
        file = path.read_text(encoding="utf-8").splitlines()
        assert shown == [file[n - 1].strip() for n in numbers], name


def test_experiments_are_those_that_are_run():
    for kind in {type(job) for _, one in judged().values() for _, job in one.claim.sweep}:
        lines = defined(kind)
        text = lines.path.read_text(encoding="utf-8").splitlines()[lines.first - 1 : lines.last]
        assert any(line.startswith(f"class {kind.__name__}") for line in text)


def test_a_link_opens_the_origin(chrome, site):
    page = chrome.new_page()
    page.goto(f"{site.as_uri()}/origins.html#origin-4-3-id")
    page.wait_for_function("document.getElementById('origin-4-3-id').checkVisibility()")
    assert page.locator("#origin-4-3-id").get_by_text("python -m fc verify 4.3.id").is_visible()
    assert page.locator("details.origin[open]").count() == 1
    page.close()

"""From a claim to its origin: the line that states it, the command that runs it, and the links."""

import re
import shlex

import pytest
from bs4 import BeautifulSoup
from declared import around, declared
from sphinx_origins import command
from statements import judged, of_the_book

import fc
from fc.boards.tables import claim_anchor
from fc.commands import verify


def lines_of(path, first, last):
    return path.read_text(encoding="utf-8").splitlines()[first - 1 : last]


def states(path, line, name):
    """Whether a line begins a call with this claim's name, or states several in a loop."""
    own, text = name.rpartition(".")[2], "\n".join(lines_of(path, line, line + 1))
    return re.search(rf'\(\s*"{own}"', text) or own in made_in_loop(path, line)


def made_in_loop(path, line):
    """Names of the claims that are stated on one line again and again."""
    found = {name.rpartition(".")[2] for name, place in declared().items() if place == (path, line)}
    return found if len(found) > 1 else set()


def test_the_line_named_states_the_claim():
    assert declared().keys() == judged().keys()
    literal = 0
    for name, (path, line) in declared().items():
        assert states(path, line, name), f"{name} is not stated on line {line} of {path}"
        assert not states(path, line + 1, name)  # Control.
        literal += not made_in_loop(path, line)
    assert literal > len(judged()) / 2


def test_what_is_shown_is_the_whole_claim():
    for name, (path, line) in declared().items():
        _, first, last = around(path, line)
        assert first <= line <= last
        assert ".against(" in "\n".join(lines_of(path, first, last)), name


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


@pytest.fixture(scope="module")
def pages(site):
    """What has an anchor on the pages of claims, of origins and of the map, by page and anchor."""
    names = {one.page for one in of_the_book().claims.values()} | {"origins", "map"}
    texts = {name: (site / f"{name}.html").read_text(encoding="utf-8") for name in names}
    return {name: {one["id"]: one for one in BeautifulSoup(text, "lxml").select("[id]")}
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
    board = BeautifulSoup((site / "board.html").read_text(encoding="utf-8"), "lxml")
    links = [a["href"] for a in board.select("a.claim-origin")]
    assert sorted(links) == sorted(
        f"origins.html#{claim_anchor(name).replace('claim-', 'origin-', 1)}" for name in judged()
    )


def test_the_page_shows_the_lines_of_the_file(pages):
    for name, (path, line) in declared().items():
        anchor = claim_anchor(name).replace("claim-", "origin-", 1)
        shown = pages["origins"][anchor].select_one("pre").get_text().strip("\n").splitlines()
        _, first, last = around(path, line)
        lines = enumerate(lines_of(path, first, last), first)
        assert [one.split() for one in shown] == [[str(n), *one.split()] for n, one in lines], name


def test_a_link_opens_the_origin(chrome, site):
    page = chrome.new_page()
    page.goto(f"{site.as_uri()}/origins.html#origin-4-3-id")
    page.wait_for_function("document.getElementById('origin-4-3-id').checkVisibility()")
    assert page.locator("#origin-4-3-id").get_by_text("python -m fc verify 4.3.id").is_visible()
    assert page.locator("details.origin[open]").count() == 1
    page.close()

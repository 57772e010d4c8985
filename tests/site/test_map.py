"""The map: what is read from the sources, which colours a verdict turns, and the page itself."""

import re
from dataclasses import replace

import pytest
from browser import complaints
from bs4 import BeautifulSoup
from draw_map import draw, node_of
from statements import Claim, judged, of_the_book, read

NODE = re.compile(r'class="((?:node|claim) [^"]*)" data-node="([^"]*)"')


@pytest.fixture(scope="module")
def book():
    return of_the_book()


def turned(book, name, decision):
    """The book with another verdict on one claim."""
    claim = book.claims[name]
    wrong = claim._replace(verdict=replace(claim.verdict, decision=decision))
    return book._replace(claims=book.claims | {name: wrong})


def svg(book):
    """The map, its nodes leading to their names."""
    keys = [*book.statements, *book.claims, *(one.page for one in book.claims.values())]
    drawn = draw(book, {key: key for key in keys}, {key: f"#{key}" for key in keys}, 920, 4)
    return "".join(drawn.values())


def looks(book):
    """How each node of the map is drawn."""
    return {name: kind.split() for kind, name in NODE.findall(svg(book))}


def reachable(book, label):
    """What rests on a statement, one step after the other."""
    found = {label}
    for _ in book.statements:
        found |= {a for a, b in book.rests if b in found}
    return found


@pytest.mark.parametrize("decision", ["refuted", "inconclusive"])
def test_a_verdict_turns_its_claim_its_statement_and_what_rests_on_it(book, decision):
    for name in [name for name, one in book.claims.items() if one.verdict.decision == "refuted"]:
        book = turned(book, name, "supported")
    before = looks(book)
    for name, claim in book.claims.items():
        if len(claim.tests) != 1 or claim.verdict.decision == decision:
            continue
        after = looks(turned(book, name, decision))
        changed = {node for node in before if before[node] != after[node]}
        (label,) = claim.tests
        told = {label: "refuted"} | dict.fromkeys(reachable(book, label) - {label}, "shaken")
        told = told if decision == "refuted" else {}
        assert changed == {node_of(name), *told}, name
        assert all(after[node][-1] == colour for node, colour in told.items()), name


def test_the_foundations_carry_the_theorems(book):
    """What a reader of the chapters knows of them."""
    below = book.reached("thm-risk")
    assert {"thm-asymmetry", "thm-gid-projection", "def-feature-model"} <= below
    assert "thm-risk" not in below and not book.reached("def-feature-model")
    assert book.claims["4.3.id"].tests == {"thm-risk"}


def test_every_statement_claim_and_control_is_drawn_once_as_a_link(book):
    drawn = BeautifulSoup(svg(book), "lxml")
    ids = [a["id"] for a in drawn.select("a[id]")]
    named = [f"node-{node_of(key)}" for key in (*book.statements, *book.claims)]
    assert len(set(ids)) == len(ids) and set(named) <= set(ids)
    for a in drawn.select("a.claim"):
        assert a.select(".mark") and a.select(".control") and a["href"] and a["aria-label"]
    assert len(drawn.select("path.line")) == len(book.rests)
    levels = {a["data-node"]: float(re.search(r",(\d+)\)", a.parent["transform"])[1])
              for a in drawn.select("a.node")}  # fmt: skip
    assert all(levels[a] < levels[b] for a, b in book.rests)  # In one picture: they are joined.


# Controls: a book of two pages.

CHAPTER = """# One

::::{{prf:theorem}} First (Theorem 4.3 of the paper, in our words)
:label: thm-one

So it is, by {{prf:ref}}`{first}`.

::::

## Why

As {{eq}}`eq-law` says.

## Prediction

Nothing of it rests on {{prf:ref}}`lem-two`.
"""
FOUNDATION = """# Two

:::{{prf:lemma}} Second
:label: lem-two

So it is.

:::

:::{{prf:proof}}

By {{prf:ref}}`{second}`.

:::

## A law

$$ a = b $$ (eq-law)

| what | claim |
|---|---|
| {{eq}}`eq-law` | [`one`](two.ipynb#{claim}) |
"""


def small(first="lem-two", second="lem-two", claim="claim-constants-core", chapter=CHAPTER):
    claims = {name: Claim(judged()[name][1], page, "")
              for name, page in (("4.3.id", "one"), ("constants.core", "two"))}  # fmt: skip
    two = FOUNDATION.format(second=second, claim=claim)
    return read({"one": chapter.format(first=first), "two": two}, claims)


def test_control_without_the_word_it_is_one():
    quoted, used = (
        small(chapter=CHAPTER.replace("So it is, by", f"Under the conditions {word}"))
        for word in ("of", "and")
    )
    assert used.rests - quoted.rests == {("thm-one", "lem-two")}


def test_what_is_read_of_two_pages():
    book = small()
    assert book.rests == {("thm-one", "lem-two"), ("thm-one", "eq-law")}
    assert [one.grounds for one in book.statements.values()] == [
        "proved in the paper, there Theorem 4.3", "proved here", "derived here"
    ]  # fmt: skip
    assert {name: set(one.tests) for name, one in book.claims.items()} == {
        "4.3.id": {"thm-one"}, "constants.core": {"eq-law"}
    }  # fmt: skip
    assert book.layers() == {"thm-one": 1, "lem-two": 0, "eq-law": 0}
    assert set(turned(book, "constants.core", "refuted").colours().items()) == {
        ("thm-one", "shaken"), ("lem-two", "stands"), ("eq-law", "refuted")
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"first": "lem-too"}, "one refers to lem-too, which no page states"),
        ({"second": "eq-no-law"}, "two refers to eq-no-law, which no page states"),
        ({"claim": "claim-4-3-it"}, "two refers to claim-4-3-it, which is no claim"),
    ],
)
def test_control_a_wrong_reference_is_refused(wrong, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        small(**wrong)


def test_control_a_circle_is_refused():
    with pytest.raises(ValueError, match=r"^\w+ lets \S+ rest on itself, by way of \S+$"):
        small(second="thm-one").layers()


# The page


def test_keys_light_up_what_a_node_rests_on(chrome, site, book):
    page = chrome.new_page()
    heard = complaints(page)
    page.goto(f"{site.as_uri()}/map.html#node-{node_of('4.3.id')}")
    here = page.locator(".map-desk .here")
    assert here.get_attribute("data-node") == node_of("4.3.id")  # A link to a node finds it.
    page.locator(".map-desk [data-node=thm-risk]").focus()
    lit = page.eval_on_selector_all(".map-desk .node.on", "all => all.map(one => one.dataset.node)")
    assert set(lit) == {"thm-risk"} | book.reached("thm-risk") | book.reached("thm-risk", up=True)
    said = page.locator(".map-says").inner_text()
    assert "Rests on: Paper's Theorem 4.2 (here Theorem 3.1)" in said
    page.keyboard.press("Tab")
    assert here.get_attribute("class").startswith("claim")
    page.keyboard.press("Enter")
    page.wait_for_url("**/theorems/id_ood_risk.html#claim-4-3-*")
    assert heard == []
    page.close()


def test_a_theorem_of_the_paper_has_its_number_first(site, book):
    page = BeautifulSoup((site / "map.html").read_text(encoding="utf-8"), "lxml")
    own = [one for one in book.statements.values() if one.grounds.startswith("proved in the paper")]
    assert len(own) == 4
    for one in own:
        head, here = page.select(f"#node-{one.label} text")[:2]
        assert head.get_text() == f"Paper's {one.grounds.rpartition('there ')[2]}"
        number = re.match(r"here Theorem [\d.]+$", here.get_text())[0].removeprefix("here ")
        chapter = (site / f"{one.page}.html").read_text(encoding="utf-8")
        box = BeautifulSoup(chapter, "lxml").select_one(f"#{one.label}")
        assert number in box.get_text()


def test_a_phone_gets_a_map_of_its_own(chrome, site):
    page = chrome.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{site.as_uri()}/map.html")
    assert not page.locator(".map-desk").first.is_visible()
    sizes = page.eval_on_selector_all(
        ".map-phone text", "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 10
    page.close()

"""The picture of the board: claims right of the line, and a turned verdict left of it."""

import re
from dataclasses import replace
from pathlib import Path

import page_checks
import pytest
from browser import complaints, served
from bs4 import BeautifulSoup
from sphinx_board import WIDTH, answer, claim_anchor, in_words, picture
from statements import judged

import fc

BOOK = Path(__file__).parents[2] / "book"
LINE = WIDTH / 2


@pytest.fixture(scope="module")
def stored():
    return fc.load(BOOK / "data" / "quick.json")


def drawn(judged):
    """Where the mark of each claim and that of its control lie, and the kind of the first."""
    pages = {claim_anchor(verdict.claim.id): "a.html" for verdict in judged}
    soup = BeautifulSoup(picture(judged, pages, {"a.html": "A"}), "html.parser")
    for link in soup.select(".board-picture svg a"):
        kinds = [mark for mark in link.select("[class]") if mark["class"] != ["board-row"]]
        marks = [mark for mark in kinds if mark["class"] != ["board-bar"]]
        x = [float(re.match(r"M([\d.]+)", mark["d"])[1]) for mark in marks]
        yield link["href"], marks[1]["class"][0].removeprefix("board-"), x[1], x[0]


def test_claims_lie_right_of_the_line_and_controls_left(stored):
    judged = stored.verdicts("4.3")
    found = list(drawn(judged))
    assert [href for href, *_ in found] == [f"a.html#{claim_anchor(v.claim.id)}" for v in judged]
    assert all(kind == "supported" and x > LINE > control for _, kind, x, control in found)


def test_control_a_turned_verdict_crosses_the_line(stored):
    """Runs in which the risk grows with the size, where the claim says that it vanishes."""
    (claim,) = [one for one in fc.claims("4.3", scale="quick") if one.id == "4.3.id"]
    turned = dict(stored.records)
    for size, job in claim.sweep:
        for run in range(claim.seeds):
            name = fc.runs.records.key(job), run
            turned[name] = turned[name] | {claim.read: turned[name][claim.read] * size}
    (_, kind, x, _), *others = drawn(stored._replace(records=turned).verdicts("4.3"))
    assert kind == "refuted" and x < LINE
    assert all(kind == "supported" and x > LINE for _, kind, x, _ in others)


def test_what_was_not_measured_stands_on_the_line(stored):
    verdict = replace(stored.verdicts("4.3")[0], outcome=None, decision="inconclusive")
    ((_, kind, x, _),) = drawn([verdict])
    assert kind == "inconclusive" and x == LINE


def test_words_are_plain_and_whole(stored):
    said = in_words(stored.verdicts("4.3")[0])
    assert said.startswith("4.3.id, supported. R_ID = o(1) at T₂. Tested as o(1): exponent < −0.1")
    assert "Control, " in said and said.endswith(", refuted.") and "$" not in said


def answered(decisions):
    """The answer on claims with these verdicts, in words, and where its links lead."""
    claims = [
        replace(verdict, decision=decision)
        for (_, verdict), decision in zip(judged().values(), decisions, strict=False)
    ]
    pages = {claim_anchor(one.claim.id): "a.html" for one in claims}
    soup = BeautifulSoup(answer(claims, pages), "html.parser")
    return soup.get_text(), [a["href"].removeprefix("a.html#") for a in soup.select("a")]


@pytest.mark.parametrize(
    "decisions, says",
    [
        ("ssi", "Yes: 2 of 3 claims are supported, none is refuted, one is inconclusive."),
        ("iis", "Not decided: 1 of 3 claims is supported, none is refuted, 2 are inconclusive"),
        ("ssr", "Not all of it: 2 of 3 claims are supported, one is refuted, none is inconclusive"),
        ("rr", "Not all of it: 0 of 2 claims are supported, 2 are refuted ("),
    ],
)
def test_the_answer_counts_and_leads_to_what_is_not_supported(decisions, says):
    words = {"s": "supported", "i": "inconclusive", "r": "refuted"}
    said, links = answered([words[one] for one in decisions])
    names = [claim_anchor(name) for name in judged()]
    assert said.startswith(says)
    assert links == [name for name, one in zip(names, decisions, strict=False) if one != "s"]


# On the site


@pytest.fixture(params=[page_checks.DESK, page_checks.PHONE])
def first_page(request, chrome, site):
    with served(site) as address:
        page = chrome.new_context(viewport={"width": request.param, "height": 844}).new_page()
        heard = complaints(page)
        page.goto(f"{address}/intro.html")
        page.wait_for_function("document.querySelector('.board-picture a[aria-label]')")
        yield page
        page.context.close()
        assert heard == []


def test_every_claim_has_its_mark(first_page):
    links = first_page.locator(".board-picture svg a")
    assert links.count() == len(judged())
    sizes = links.evaluate_all("found => found.map(one => one.getBoundingClientRect().height)")
    assert min(sizes) > 8


def test_a_mark_says_what_it_is_and_leads_there_by_key(first_page):
    mark, tip = first_page.locator(".board-picture svg a").nth(2), first_page.locator(".tippy-box")
    for show in (mark.hover, mark.focus):
        show()
        tip.wait_for()
        assert tip.inner_text() == mark.get_attribute("aria-label")
        first_page.keyboard.press("Escape")
        tip.wait_for(state="detached")
        first_page.mouse.move(0, 0)
    target = mark.get_attribute("href")
    mark.focus()
    first_page.keyboard.press("Enter")
    first_page.wait_for_url(f"**/{target}")
    assert first_page.locator(f"#{target.partition('#')[2]}").is_visible()


def test_the_first_page_is_short_and_tells_times(first_page):
    words = """() => { const page = document.querySelector("article").cloneNode(true);
      page.querySelectorAll("figure, svg, .board-picture").forEach((one) => one.remove());
      return page.innerText.split(/\\s+/).length; }"""
    assert first_page.evaluate(words) <= 340
    links = first_page.locator("#read li a")
    times = re.findall(r"\((\d+) min\)", first_page.inner_text("#read"))
    assert len(times) == links.count() > 5
    first_page.goto(first_page.url.replace("intro", "setting"))
    assert first_page.inner_text(".reading-time").startswith(f"{times[1]} minute")

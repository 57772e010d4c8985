"""The site in the browser: its aids to reading, its search, and the policy that they obey."""

import pytest
from browser import complaints, served


@pytest.fixture(scope="module")
def address(site):
    with served(site) as host:
        yield host


def opened(chrome, address, **options):
    page = chrome.new_context(**options).new_page()
    heard = complaints(page)
    page.goto(f"{address}/theorems/id_ood_risk.html")
    page.wait_for_function("document.querySelector('a.first-term')?._tippy")
    page.wait_for_function("document.querySelectorAll('mjx-container').length > 50")
    return page, heard


def test_hover_and_escape(chrome, address):
    page, heard = opened(chrome, address)
    tip = page.locator("[data-tippy-root]")
    page.locator("a.first-term", has_text="hinge risk").hover()
    tip.wait_for()
    assert "expected hinge loss" in tip.inner_text()
    page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    page.mouse.move(0, 0)
    page.locator("a.first-symbol[aria-label^='a k']").first.focus()
    tip.wait_for()
    page.wait_for_function("document.querySelector('[data-tippy-root] mjx-container')")
    assert "output weight" in tip.inner_text()
    page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    assert heard == []
    page.context.close()


def test_a_tap_shows_and_a_second_follows(chrome, address):
    look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page, heard = opened(chrome, address, **look)
    tip = page.locator("[data-tippy-root]")
    link = page.locator("a.first-term", has_text="hinge risk")
    link.tap()
    tip.wait_for()
    assert "expected hinge loss" in tip.inner_text()
    assert page.url.endswith("id_ood_risk.html")
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    link.tap()
    page.wait_for_url("**/appendix/glossary.html#term-hinge-risk")
    assert heard == []
    page.context.close()


# A page asks another host for a picture: what its policy says to that.
ELSEWHERE = """new Promise((done) => {
  document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
  document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2/a.png" }));
})"""


@pytest.mark.parametrize("place", ["disk", "server"])
def test_the_site_works_under_its_policy(chrome, site, address, place):
    """Previews, search and the explorer, which load or compute something after the page."""
    address = site.as_uri() if place == "disk" else address
    page = chrome.new_page()
    heard = complaints(page)
    page.goto(f"{address}/setting.html")
    page.evaluate("MathJax.startup.promise")
    page.hover("article a.reference.internal[href^='#']")
    page.wait_for_selector(".tippy-box")
    page.click("#pst-primary-sidebar .search-button__button, .search-button__button >> nth=0")
    page.keyboard.type("background")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li")
    refused = [words for words in heard if "Content Security Policy" in words]
    assert refused == [] and "search.html?q=background" in page.url
    # From a disk the search cannot read the pages for its excerpts, policy or not.
    assert place == "disk" or heard == []
    page.goto(f"{address}/explore.html")
    page.wait_for_selector("#ex-cloud *", state="attached")
    assert not any("Content Security Policy" in words for words in heard)
    # Control: what it forbids.
    assert page.evaluate(ELSEWHERE) == "img-src"
    page.close()

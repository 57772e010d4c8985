"""The policy of the pages in the browser, which obeys it; test_site.py sees that each has one."""

import re

import pytest
import sphinx_policy
from browser import complaints, served

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
HEAD = '<!DOCTYPE html><html lang="en"><head>\n<meta charset="utf-8"><title>A</title>'
PAGE = (
    HEAD + '<link rel="icon" href="data:,"><script>let a = 1;</script></head><body>{}</body></html>'
)
SOUND = """<p onclick="document.title = 'pressed'">A</p><script>document.title = "run";</script>
<script src="own.js"></script><link rel="stylesheet" href="own.css"><style>i { color: red }</style>
<img src="own.svg" alt="A dot"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">
<a href="http://127.0.0.2/">elsewhere</a><form action="a.html"><input name="q"></form>"""


def written(html):
    return sphinx_policy.with_policy(html, sphinx_policy._Scripts(html).handlers)


def test_written_policies():
    html = written(PAGE.format(SOUND))
    assert html.count("sha256-") == 3 and html.count(META.search(html)[0]) == 1
    assert META.sub("", html).replace("\n     />", "") == PAGE.format(SOUND)
    assert written("<p>No head.</p>") == "<p>No head.</p>"


ELSEWHERE = """<img src="http://127.0.0.2/a.png" alt="A"><iframe src="http://127.0.0.2/"></iframe>
<script src="http://127.0.0.2/a.js"></script><link rel="stylesheet" href="http://127.0.0.2/a.css">
<style>@font-face { font-family: far; src: url(http://127.0.0.2/a.woff) } b { font-family: far }
p { background: url(http://127.0.0.2/b.png) }</style><b>A</b><p>A</p><video src="http://127.0.0.2/v">
</video><object data="http://127.0.0.2/o"></object>"""
KINDS = {"img-src", "frame-src", "script-src-elem", "style-src-elem", "font-src", "connect-src"}
KINDS |= {"media-src", "object-src"}
LISTEN = """const broken = [];
document.addEventListener("securitypolicyviolation", (event) => broken.push(event));
fetch("http://127.0.0.2/").catch(() => {});"""
EVAL = """try { eval("document.title = 'evaluated'"); } catch { document.title = "refused"; }"""


@pytest.fixture(params=["server", "disk"])
def opened(request, chrome, tmp_path):
    """Open a page of this HTML from a server or from the disk, and what it asks others for."""
    (tmp_path / "own.js").write_text("const loaded = true;")
    (tmp_path / "eval.js").write_text(EVAL)
    (tmp_path / "own.css").write_text("p { color: rgb(0, 0, 1) }")
    (tmp_path / "own.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9"/>')
    (tmp_path / "listen.js").write_text(LISTEN)
    context = chrome.new_context()

    def run(html):
        (tmp_path / "a.html").write_text(html)
        page = context.new_page()
        asked = []

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body="there")

        # What a policy refuses does not come as far as here.
        page.route("http://127.0.0.2/**", answer)
        heard = complaints(page)
        page.goto(f"{base}/a.html")
        return page, heard, asked

    with served(tmp_path) as address:
        base = address if request.param == "server" else tmp_path.as_uri()
        yield run
        context.close()


FAR = PAGE.format('<script src="listen.js"></script>' + ELSEWHERE)


def test_nothing_from_another_host(opened):
    page, _, asked = opened(written(FAR))
    seen = page.evaluate("broken.map((event) => [event.effectiveDirective, event.blockedURI])")
    assert {kind for kind, _ in seen} == KINDS
    assert all(address.startswith("http://127.0.0.2") for _, address in seen)
    assert asked == []


def test_control_without_a_policy(opened):
    page, _, asked = opened(FAR)
    assert page.evaluate("broken.length") == 0
    assert len(set(asked)) >= len(KINDS)


def test_what_is_written_by_others_does_not_run(opened):
    injected = """<script>document.title = "injected";</script>"""
    html = written(PAGE.format(SOUND))
    assert opened(html + injected)[0].title() == "run"
    assert opened(PAGE.format(SOUND) + injected)[0].title() == "injected"
    page = opened(html)[0]
    button = "<button onclick='document.title = 1'>B</button>"
    page.eval_on_selector("body", f'body => body.innerHTML += "{button}"')
    page.click("button")
    assert page.title() == "run"
    evaluating = PAGE.format('<script src="eval.js"></script>')
    assert opened(written(evaluating))[0].title() == "refused"
    assert opened(evaluating)[0].title() == "evaluated"


def test_what_a_page_needs_still_works(opened):
    page, heard, _ = opened(written(PAGE.format(SOUND)))
    assert heard == [] and page.title() == "run" and page.evaluate("loaded")
    assert page.eval_on_selector("p", "p => getComputedStyle(p).color") == "rgb(0, 0, 1)"
    assert page.evaluate("[...document.images].every((image) => image.complete)")
    page.click("p")
    assert page.title() == "pressed"
    page.fill("input", "x")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a.html?q=x")
    assert heard == []


def test_a_link_to_another_host_can_be_followed(opened):
    page, heard, asked = opened(written(PAGE.format(SOUND)))
    page.click("a")
    page.wait_for_url("http://127.0.0.2/")
    assert heard == [] and asked


@pytest.mark.parametrize("on_disk", [False, True])
def test_the_site_works_under_its_policy(chrome, site, on_disk):
    """Previews, search and the explorer, which load or compute something after the page."""
    with served(site) as address:
        base = site.as_uri() if on_disk else address
        page = chrome.new_page()
        heard = complaints(page)
        page.goto(f"{base}/setting.html")
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
        assert on_disk or heard == []
        page.goto(f"{base}/explore.html")
        page.wait_for_selector("#ex-cloud *", state="attached")
        assert not any("Content Security Policy" in words for words in heard)
        page.close()

"""Every page of the built site in the browser; `page_checks` says what must hold."""

import re
from pathlib import Path

import page_checks
import pytest
from browser import served
from built_site import SITE, page_paths

# A redirect shows nothing, and the page for a dead address has links from a server's root.
REDIRECTS = {"index.html"}
SERVED_ONLY = {"404.html"}
PAGES = [path.relative_to(SITE).as_posix() for path in page_paths(SITE)]
SCRIPT = re.compile(r'<script[^>]* src="([^"?]*)')


def kinds():
    """One page for each set of scripts; those that hold previews are the page's own."""
    found = {}
    for name in set(PAGES) - REDIRECTS - SERVED_ONLY:
        sources = SCRIPT.findall((SITE / name).read_text(encoding="utf-8"))
        own = frozenset(Path(src).name for src in sources if "/tippy/" not in src)
        found[own] = max(name, found.get(own, ""))
    return sorted(found.values())


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


def test_there_are_pages(site):
    assert len(PAGES) > 5 and REDIRECTS | SERVED_ONLY <= set(PAGES)
    assert {"explore.html", "map.html"} <= {*kinds()}


@pytest.fixture(scope="module")
def visit(chrome):
    with page_checks.opened(chrome) as visit:
        yield visit


@pytest.fixture(scope="module")
def measured():
    """Looks of text whose contrast is known: most pages share them."""
    return set()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in REDIRECTS])
def test_page(visit, site, address, measured, name):
    """A visit on a server, by every reader in turn."""
    page_checks.go(visit, f"{address}/{name}")
    found = [*page_checks.complaints_in(visit, measured), *page_checks.heavy(visit, site)]
    renders = [page_checks.first_render(visit)]
    if list(page_checks.late(renders)):
        page_checks.go(visit, f"{address}/{name}")
        renders.append(page_checks.first_render(visit))
    found += page_checks.late(renders)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", kinds())
def test_page_from_a_disk(visit, site, name):
    page_checks.go(visit, f"{site.as_uri()}/{name}")
    found = [*page_checks.errors(visit), *page_checks.foreign_requests(visit)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", sorted(REDIRECTS))
def test_redirect(chrome, address, name):
    page = chrome.new_page()
    page.goto(f"{address}/{name}")
    page.wait_for_url(lambda url: not url.endswith(name))
    assert page.locator("article h1").count() == 1
    page.close()

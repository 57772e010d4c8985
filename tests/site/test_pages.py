"""Every page of the built site in the browser; `page_checks` says what must hold."""

import page_checks
import pytest
from browser import served
from built_site import SITE, page_paths

PAGES = [path.relative_to(SITE).as_posix() for path in page_paths(SITE)]


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


def test_there_are_pages(site):
    assert len(PAGES) > 5 and {"explore.html", "map.html", "index.html"} <= set(PAGES)


@pytest.fixture(scope="module")
def visit(chrome):
    with page_checks.opened(chrome) as visit:
        yield visit


@pytest.fixture(scope="module")
def measured():
    """Looks of text whose contrast is known: most pages share them."""
    return set()


@pytest.mark.parametrize("name", [name for name in PAGES if name != "index.html"])
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


def test_redirect(chrome, address):
    page = chrome.new_page()
    page.goto(f"{address}/index.html")
    page.wait_for_url(lambda url: not url.endswith("index.html"))
    assert page.locator("article h1").count() == 1
    page.close()

"""Every page of the built site in the browser; `page_checks` says what must hold."""

import page_checks
import pytest
from browser import served
from built_site import SITE, page_paths
from page_checks import DESK, PHONE, SCHEMES, visited

# A redirect shows nothing, and the page for a dead address has links from a server's root.
REDIRECTS = {"index.html"}
SERVED_ONLY = {"404.html"}
PAGES = [path.relative_to(SITE).as_posix() for path in page_paths(SITE)]


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


def test_there_are_pages(site):
    assert len(PAGES) > 5 and REDIRECTS | SERVED_ONLY <= set(PAGES)


@pytest.fixture(scope="module")
def measured():
    """Looks of text whose contrast is known: most pages share them."""
    return set()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in REDIRECTS])
def test_page(chrome, site, address, measured, name):
    """Two visits, each turned light and dark: a desk from a server, a phone from a disk."""
    disk = address if name in SERVED_ONLY else site.as_uri()
    found, renders = [], []
    for base, width, schemes in ((address, DESK, SCHEMES), (disk, PHONE, SCHEMES[::-1])):
        with visited(chrome, f"{base}/{name}", width, schemes[0]) as visit:
            renders.append(page_checks.first_render(visit))
            for scheme in schemes:
                only = None if scheme == schemes[0] else page_checks.COLOURS
                said = page_checks.complaints_in(visit, scheme, measured, only)
                found += [f"{width} {scheme}: {sentence}" for sentence in said]
            if width == DESK:
                found += page_checks.heavy(visit, site)
    found += page_checks.late(renders)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", sorted(REDIRECTS))
def test_redirect(chrome, address, name):
    page = chrome.new_page()
    page.goto(f"{address}/{name}")
    page.wait_for_url(lambda url: not url.endswith(name))
    assert page.locator("article h1").count() == 1
    page.close()

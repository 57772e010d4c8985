"""What the site derives from one address, on a small book: nothing without one, all with it."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat.v4 as notebooks
import pytest
import sphinx_address
import sphinx_version

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
ADDRESS = "https://github.com/Someone/the-book"
SITE = "https://someone.github.io/the-book/"
CONF = """
import sys
sys.path.insert(0, {tools!r})
project = "A small book"
extensions = ["myst_nb", "sphinx_address", "sphinx_summary", "sphinx_version",
    "sphinx_book_theme", "sphinxext.opengraph", "notfound.extension"]
html_theme = "sphinx_book_theme"
html_context = dict(default_mode="auto")
html_theme_options = dict(footer_content_items=["extra-footer.html"])
nb_execution_mode = "off"
master_doc = "intro"
myst_enable_extensions = ["dollarmath"]
ogp_social_cards = dict(enable=False)
mathjax_path = "mathjax.js"
"""
INTRO = r"""# The first page

A network with $\Theta(m)$ neurons & more keeps $d_0^{-1/2}$ of "all". Then it ends.

```{only} launched
There are launch buttons.
```

```{toctree}
sub/chapter
```
"""
CHAPTER = r"# A chapter" "\n\n" r"Nothing but $\kappa = \frac12$."


def build(folder, intro=INTRO, chapter=CHAPTER, **environment):
    """Build a book of two pages; return the finished process and the site."""
    source, out = folder / "source", folder / "site"
    (source / "sub").mkdir(parents=True)
    conf = CONF.format(tools=str(ROOT / "tools" / "sphinx"))
    (source / "conf.py").write_text(conf, encoding="utf-8")
    (source / "intro.md").write_text(intro, encoding="utf-8")
    notebook = notebooks.new_notebook(cells=[notebooks.new_markdown_cell(chapter)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    (source / "sub/chapter.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", source, out]
    environment = os.environ | {sphinx_address.ENVIRONMENT: ""} | environment
    return subprocess.run(command, capture_output=True, text=True, env=environment), out


def built(folder, **environment):
    done, site = build(folder, **environment)
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    return built(tmp_path_factory.mktemp("without"), SOURCE_DATE_EPOCH="86400")


@pytest.fixture(scope="module")
def with_address(tmp_path_factory):
    """The address comes from the environment, as in the publishing workflow."""
    return built(tmp_path_factory.mktemp("with"), **{sphinx_address.ENVIRONMENT: ADDRESS})


def links(page):
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', page.read_text("utf-8"))]


def metas(page):
    """What the page says of itself to others: `description`, `og:title`, ..."""
    tags = re.findall(
        r'<meta (?:name|property)="([\w:]+)" content="([^"]*)"', page.read_text("utf-8")
    )
    return {name: unescape(content) for name, content in tags}


# --- Without an address. ------------------------------------------------------------------------


def test_without_an_address_nothing_points_to_one(without):
    for page in (without / "intro.html", without / "sub/chapter.html", without / "404.html"):
        text = page.read_text("utf-8")
        assert "github" not in text and "launch" not in text
        assert "og:image" not in text and "canonical" not in text
        assert "There are launch buttons." not in text
    assert not (without / "_images").exists()
    assert "/intro.html" in links(without / "404.html")


def test_descriptions_need_no_address(without):
    told = metas(without / "intro.html")
    assert told["description"] == told["og:description"]
    assert told["description"] == (
        "A network with Θ(m) neurons & more keeps d₀^(−1/2) of “all”. Then it ends."
    )
    assert told["og:title"] == "The first page"
    assert metas(without / "sub/chapter.html")["description"] == "Nothing but κ = 1/2."


def test_control_a_description_that_would_hold_tex_stops_the_build(tmp_path):
    intro = f"---\nog:description: About $\\phi$.\n---\n\n{INTRO}"
    done, _ = build(tmp_path, intro=intro, chapter="# A chapter\n\nAbout $\\nosuch$.")
    assert done.returncode != 0
    assert "intro" in done.stderr and "TeX in a description" in done.stderr
    assert "chapter" in done.stderr and "nosuch" in done.stderr


def test_version_and_date_are_at_the_foot_of_each_page(without):
    for page in ("intro.html", "sub/chapter.html", "404.html", "search.html"):
        text = (without / page).read_text("utf-8")
        assert f"Version {sphinx_version.version()}, built on" in text
        assert '<time datetime="1970-01-02">1970-01-02</time>' in text


# --- With one. ----------------------------------------------------------------------------------


def test_launch_buttons_lead_to_the_notebook(with_address):
    found, chapter = links(with_address / "sub/chapter.html"), "book/sub/chapter.ipynb"
    google = "https://colab.research.google.com/github/Someone/the-book/blob/colab"
    assert {
        f"https://mybinder.org/v2/gh/Someone/the-book/main?urlpath=lab/tree/{chapter}",
        f"{google}/{chapter}",
        f"{ADDRESS}/edit/main/{chapter}",
    } <= set(found)
    assert any(link.startswith(f"{ADDRESS}/issues/new") for link in found)
    # A page that is no notebook cannot be launched, but edited.
    page = links(with_address / "intro.html")
    assert f"{ADDRESS}/edit/main/book/intro.md" in page
    assert "There are launch buttons." in (with_address / "intro.html").read_text("utf-8")
    assert not any("mybinder" in link or "colab" in link for link in page)


def test_pages_name_their_own_address(with_address):
    for page in ("intro", "sub/chapter"):
        text = (with_address / f"{page}.html").read_text("utf-8")
        assert f'rel="canonical" href="{SITE}{page}.html"' in text
        assert metas(with_address / f"{page}.html")["og:url"] == f"{SITE}{page}.html"


@pytest.mark.parametrize(
    "read, address, says",
    [
        *((sphinx_address.parts_of, address, "^repository_address in _config.yml must be like .*")
          for address in ("https://github.com/one", f"{ADDRESS}/tree/main")),
        *((sphinx_address.site_of, address, "^site_address in _config.yml must be like .*")
          for address in ("https://", "ftp://example.org/", "https://example.org/?a",
                          'https://example.org/"')),
    ],
)  # fmt: skip
def test_a_bad_address_is_one_sentence(read, address, says):
    with pytest.raises(ValueError, match=f"{says}, got {re.escape(repr(address))}"):
        read(address)


@pytest.mark.parametrize(
    "repository, pages",
    [
        (ADDRESS, SITE),
        (f"{ADDRESS}.git", SITE),
        ("https://github.com/Someone/someone.github.io", "https://someone.github.io/"),
    ],
)
def test_address_of_the_pages(repository, pages):
    assert sphinx_address.pages_of(*sphinx_address.parts_of(repository)) == pages


# --- The page for a dead address, from a host that answers with it at any depth. ------------------


def lost(site, prefix):
    """What the page for a dead address links to or loads, and a host with the prefix has not."""
    html = (site / "404.html").read_text("utf-8")
    for address in re.findall(r'(?:href|src)="(?!#|data:|https?:)([^"]*)"', html):
        path = unquote(urlsplit(address).path)
        if not (path.startswith(prefix) and (site / path.removeprefix(prefix)).is_file()):
            yield address


def test_the_page_for_a_dead_address_finds_all_under_its_prefix(with_address, without):
    prefix = urlsplit(SITE).path
    assert list(lost(with_address, prefix)) == []
    assert len(list(lost(without, prefix))) > 5  # Control.

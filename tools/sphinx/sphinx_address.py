"""Everything on the site that needs an address, from the one in `_config.yml`.

With `repository_address` the site gets its launch buttons, links to its source and the absolute
addresses that a shared link needs. Without one there is none of it, and the site works
from a disk. A workflow gives the address in the environment, so a fork publishes under its own.
"""

import os
import re
import sys
from urllib.parse import urlsplit

REPOSITORY = re.compile(r"https://github\.com/([\w-]+)/([\w.-]+?)(?:\.git)?/?", re.ASCII)
ENVIRONMENT = "REPOSITORY_ADDRESS"
# The publishing workflow writes the notebooks for Colab there.
COLAB_BRANCH = "colab"

GONE = """<h1>No such page</h1>
<p>The book has no page at this address. It may have been moved or renamed.</p>
<ul>
<li><a href="{prefix}intro.html">The first page</a>: the question, the answer and every verdict in one picture</li>
<li><a href="{prefix}search.html">Search</a>: every word of the book</li>
<li><a href="{prefix}genindex.html">Index</a>: every name of the package</li>
</ul>
"""  # noqa: E501


def parts_of(repository: str) -> tuple[str, str]:
    """Return the owner and the name in a repository's address.

    Raises
    ------
    ValueError
        If it is no address of a repository.
    """
    found = REPOSITORY.fullmatch(repository)
    if found is None or found[2] in (".", ".."):
        raise ValueError(
            "repository_address in _config.yml must be like https://github.com/OWNER/NAME "
            f"or empty, got {repository!r}"
        )
    return found[1], found[2]


def pages_of(owner: str, name: str) -> str:
    """Return the address under which GitHub Pages serves a repository."""
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def site_of(site: str) -> str:
    """Return `site` with a slash at its end.

    Raises
    ------
    ValueError
        If it is no address of a site.
    """
    parts = urlsplit(site)
    known = parts.scheme in ("http", "https") and parts.netloc
    if not known or parts.query or parts.fragment or re.search(r"[\s\"'<>]", site):
        raise ValueError(
            f"site_address in _config.yml must be like https://example.org/book/, got {site!r}"
        )
    return site.rstrip("/") + "/"


def derive(app, config):
    """Set what follows from the addresses, before the theme reads it."""
    repository = config.repository_address or os.environ.get(ENVIRONMENT, "")
    try:
        site = site_of(config.site_address) if config.site_address else ""
        owner, name = parts_of(repository) if repository else ("", "")
    except ValueError as error:
        # Jupyter Book would put a traceback after any other exception.
        sys.exit(f"Error: {error}.")
    if repository:
        site = site or pages_of(owner, name)
        config.html_theme_options |= {
            "repository_url": f"https://github.com/{owner}/{name}",
            "repository_branch": config.repository_branch,
            "path_to_docs": "book",
            "use_repository_button": True,
            "use_source_button": True,
            "use_edit_page_button": True,
            "use_issues_button": True,
            "launch_buttons": {
                "binderhub_url": "https://mybinder.org",
                "colab_url": "https://colab.research.google.com",
                "notebook_interface": "jupyterlab",
            },
        }
        # What is in `{only} launched` speaks of these buttons.
        app.tags.add("launched")
    if site:
        config.html_baseurl = config.ogp_site_url = site
    # A host answers with the page for a dead address at any depth, so its links start at the root.
    prefix = urlsplit(site).path or "/"
    config.notfound_urls_prefix = prefix
    config.notfound_context = {"title": "No such page", "body": GONE.format(prefix=prefix)}


def lead_to_colab_branch(app, pagename, templatename, context, doctree):
    """The theme has one branch for every button, but a notebook on Colab needs a first cell."""
    branch = f"/blob/{app.config.repository_branch}/"
    for group in context.get("header_buttons", ()):
        for button in group.get("buttons", ()):
            if button["text"] == "Colab":
                button["url"] = button["url"].replace(branch, f"/blob/{COLAB_BRANCH}/", 1)


def setup(app):
    app.add_config_value("repository_address", "", "env", [str])
    app.add_config_value("repository_branch", "main", "env", [str])
    app.add_config_value("site_address", "", "env", [str])
    app.connect("config-inited", derive, priority=100)
    # After the theme's, which makes the buttons.
    app.connect("html-page-context", lead_to_colab_branch, priority=502)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Where the built site lies, which pages it has, and whether it is that of the sources."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"


def page_paths(site):
    """Paths of every page, without the theme's own templates."""
    found = sorted(Path(site).rglob("*.html"))
    return [path for path in found if "_static" not in path.relative_to(site).parts]


def sources():
    code = [path for folder in ("fc", "tools") for path in (ROOT / folder).rglob("*.py")]
    found = [ROOT / "_config.yml", *code, *(ROOT / "book").rglob("*")]
    return [path for path in found if path.is_file() and ".ipynb_checkpoints" not in path.parts]


def staleness(site, sources):
    """One sentence on why the site cannot be tested, or None. `make book` writes the mark last."""
    mark = site / ".built"
    if not mark.exists():
        return "There is no built site: run `make book` first."
    newest = max(sources, key=lambda path: path.stat().st_mtime)
    if newest.stat().st_mtime > mark.stat().st_mtime:
        return f"The built site is older than {newest.name}: run `make book` again."
    return None

"""Print the built site as one PDF: `python tools/print/print_book.py` after `make book`.

The pages are put behind each other, every fold is opened, what is wider than the paper is made to
fit, and Chromium prints. Nothing is printed while a formula is unrendered, a fold closed, a link
dead or anything wider than the paper.
"""

import sys
import time
from datetime import UTC, datetime
from importlib.metadata import metadata
from pathlib import Path

import chromium
import pikepdf
import yaml
from one_page import Front, one_page

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
NAME = "feature-contamination-verified.pdf"
# The width of an A4 page between the margins of print.css, 174 mm, at 96 pixels an inch: what is
# measured at this width is what the paper shows.
WIDTH = 657
# In pixels of the page, three quarters of a point: smaller type is not read.
SMALLEST = 7
PATIENCE = 600_000  # milliseconds; a busy machine takes minutes

# Opens every fold, and waits for formulas, images and what the page still computes.
OPEN = """async () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  if (window.MathJax?.startup) await MathJax.startup.promise;
  await document.fonts.ready;
  while (document.querySelector('[aria-busy="true"]'))
    await new Promise((resolve) => setTimeout(resolve, 50));
}"""

# Sets what is too wide in smaller type, as little as is needed.
FIT = """(least) => {
  const wide = "div.math, table, div.cell_output > .output, pre";
  for (const box of document.querySelectorAll(wide)) {
    const size = parseFloat(getComputedStyle(box).fontSize);
    const room = (box.tagName === "TABLE" ? box.parentElement : box).clientWidth;
    for (let share = 0.98; box.scrollWidth > room + 1 && size * share >= least; share -= 0.02)
      box.style.fontSize = `${size * share}px`;
  }
}"""

NUMBER = """(pages) => {
  for (const place of document.querySelectorAll("[data-page-of]"))
    place.textContent = pages[place.dataset.pageOf];
}"""

UNRENDERED = """() => [...document.querySelectorAll(".math")]
  .filter((math) => !math.querySelector("mjx-container")
    // MathJax shows what it cannot read in red.
    || math.querySelector('mjx-merror, [style*="color: red"]'))
  .map((math) => math.textContent.trim())"""

CLOSED = """() => [...document.querySelectorAll("details:not([open])")]
  .map((fold) => fold.textContent.trim().slice(0, 60))"""

DEAD = """() => [...document.querySelectorAll('a[href^="#"]')]
  .map((link) => link.getAttribute("href"))  // A link in a picture has no hash.
  .filter((href) => !document.getElementById(decodeURIComponent(href.slice(1))))"""

TOO_WIDE = """() => {
  const paper = document.documentElement.clientWidth;
  const clips = (box) => getComputedStyle(box).overflowX !== "visible";
  const cut = (box) => box.scrollWidth > box.clientWidth + 1 && clips(box);
  return [...document.body.querySelectorAll("*")]
    .filter((box) => !box.closest("svg") && box.checkVisibility())
    .filter((box) => box.getBoundingClientRect().right > paper + 1 || cut(box))
    .map((box) => `${box.tagName} ${box.className} ${box.textContent.trim().slice(0, 60)}`);
}"""

MISSING_IMAGES = """() => [...document.images].filter((image) => !image.naturalWidth)
  .map((image) => image.src)"""

CHECKS = {
    "a formula is not rendered": UNRENDERED,
    "a fold is closed": CLOSED,
    "a link leads nowhere": DEAD,
    "wider than the paper": TOO_WIDE,
    "an image is missing": MISSING_IMAGES,
}


def faults(page) -> list[str]:
    """Return what is wrong with a page that is about to be printed."""
    return [f"{what}: {where}" for what, check in CHECKS.items() for where in page.evaluate(check)]


def open_page(browser, path: Path):
    """Open the page as it will lie on the paper: all of it, and nothing wider than the paper."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, color_scheme="light")
    page.set_default_timeout(PATIENCE)
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    page.evaluate(OPEN)
    page.evaluate(FIT, SMALLEST)
    return page


def pages_of_targets(pdf: Path) -> dict[str, int]:
    """Return for each target of a link in a PDF of Chromium the page on which it lies."""
    with pikepdf.open(pdf) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages, start=1)}
        return {
            name.removeprefix("/"): numbers[target[0].objgen]
            for name, target in document.Root.Dests.items()
        }


def print_book(browser, site: Path, toc: Path, front: Front, target: Path) -> None:
    """Print the site of `toc` to `target`, or end with what is wrong with the page."""
    draft = site.parent / "print" / "book.html"
    draft.parent.mkdir(exist_ok=True)
    draft.write_text(one_page(site, toc, front), encoding="utf-8")
    page = open_page(browser, draft)
    if wrong := faults(page):
        sys.exit("The book cannot be printed.\n" + "\n".join(wrong))
    printed = draft.with_suffix(".pdf")
    # Once to learn the pages of the chapters, for which nothing has to be painted, and once more
    # with them in the table of contents.
    unseen = page.add_style_tag(content="* { visibility: hidden !important }")
    page.pdf(path=printed, prefer_css_page_size=True)
    unseen.evaluate("style => style.remove()")
    page.evaluate(NUMBER, pages_of_targets(printed))
    # The outline is made of the tags, which also tell a screen reader what the figures show.
    page.pdf(path=printed, prefer_css_page_size=True, tagged=True, outline=True)
    page.close()
    # Chromium writes the tags without compression: half of the file.
    with pikepdf.open(printed) as document:
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def main() -> None:
    """Print the book, and say where it lies."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.MISSING.format(""))
    if not (SITE / "intro.html").exists():
        sys.exit("There is no built site: run `make book` first.")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    package = metadata("fc")
    front = Front(
        config["title"],
        config["author"],
        (
            package["Summary"],
            f"Version {package['Version']}, printed on {datetime.now(UTC):%Y-%m-%d}",
        ),
    )
    start = time.perf_counter()
    with chromium.opened(path) as browser:
        print_book(browser, SITE, ROOT / "book" / "_toc.yml", front, SITE / NAME)
    print(f"{SITE / NAME}: {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()

"""What must hold of a page in the browser: `visited` loads one, each check yields sentences."""

import gzip
from collections import namedtuple
from contextlib import contextmanager
from functools import cache
from urllib.parse import unquote, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from browser import complaints

HEIGHT = 844
MAX_WEIGHT = 3e6  # bytes, compressed
MAX_FIRST_RENDER = 2000  # milliseconds
# What a server of static files sends compressed.
TEXTS = {".css", ".html", ".js", ".json", ".svg", ".txt"}

DESK, PHONE = 1280, 390
SCHEMES = ("light", "dark")
# The page in the browser, what it complained about, and the address of all that it asked for.
Visit = namedtuple("Visit", "page heard requested")

# What a reader would open is opened, for a check sees only what is shown.
SETTLE = """async () => {
  await window.MathJax?.startup?.promise;
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const button of document.querySelectorAll(".toggle-hidden .toggle-button")) button.click();
  for (const image of document.images) image.loading = "eager";
  await Promise.allSettled([...document.images].map((image) => image.decode()));
  await document.fonts.ready;
  // Colours that change; an animation may go on for ever.
  const changes = document.getAnimations().filter((change) => change instanceof CSSTransition);
  await Promise.allSettled(changes.map(({ finished }) => finished));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@contextmanager
def visited(chrome, address, width=DESK, scheme="light"):
    """A fresh visit, with empty caches, after MathJax and the fonts."""
    context = chrome.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=width == PHONE,
        is_mobile=width == PHONE,
    )
    try:
        page = context.new_page()
        heard, requested = complaints(page), []
        page.on("request", lambda request: requested.append(request.url))
        page.goto(address)
        page.evaluate(SETTLE)
        yield Visit(page, heard, requested)
    finally:
        context.close()


def turn(visit, scheme):
    """Turn the page light or dark, as a reader's system does it while the page is open."""
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.evaluate(SETTLE)


def errors(visit):
    yield from dict.fromkeys(visit.heard)


def foreign_requests(visit):
    own = urlsplit(visit.page.url)
    for address in dict.fromkeys(visit.requested):
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts[:2] != own[:2]:
            yield f"asks another host for {address}"


FORMULAS = """() => [...document.querySelectorAll(".math")]
  .filter((formula) => formula.querySelectorAll("mjx-container").length !== 1)
  .map((formula) => formula.textContent.trim().slice(0, 60))"""
# MathJax shows a name that it does not know in red, and a formula that it cannot read as an error.
MATH_ERRORS = """() => [...document.querySelectorAll("mjx-container")]
  .filter((formula) => formula.querySelector(
    "[data-mml-node=merror], [data-mjx-error], mjx-mtext[style*='color: red']"))
  .map((formula) => formula.textContent.trim().slice(0, 60))"""
RAW_TEX = r"""() => {
  const tex = /\\[()[\]]|\\[a-zA-Z]{2,}|\$[^$\n]*[\\^_{}][^$\n]*\$/;
  const found = [];
  const see = (text) => tex.test(text) && found.push(text.trim().slice(0, 60));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement, data } = walk.currentNode;
    if (!parentElement.closest("pre, code, script, style, noscript, mjx-container")) see(data);
  }
  for (const name of ["alt", "title", "aria-label"])
    for (const element of document.querySelectorAll(`[${name}]`)) see(element.getAttribute(name));
  see(document.title);
  return found;
}"""


def unrendered_formulas(visit):
    yield from (f"formula {tex!r} is not rendered" for tex in visit.page.evaluate(FORMULAS))
    yield from (f"formula {tex!r} is wrong" for tex in visit.page.evaluate(MATH_ERRORS))
    yield from (f"shows TeX: {text!r}" for text in visit.page.evaluate(RAW_TEX))


# The rules of axe that depend on the colour scheme.
COLOURS = ["color-contrast", "link-in-text-block"]
# Contrast is most of axe's time, and the same wherever text looks the same: the same font, colour
# and backgrounds up to the root. So it is measured on one text of each look.
MARK_LOOKS = """(measured) => {
  const grounds = new Map([[null, ""]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
      const own = [backgroundColor, backgroundImage, opacity, filter].join();
      const none = own === "rgba(0, 0, 0, 0),none,1,none";
      grounds.set(element, ground(element.parentElement) + (none ? "" : own));
    }
    return grounds.get(element);
  };
  const seen = new Set(measured);
  for (const element of document.body.querySelectorAll("*")) {
    delete element.dataset.look;
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!says || !element.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const look = [ground(element), color, fontSize, fontWeight, textShadow].join();
    if (!seen.has(look)) element.dataset.look = "";
    seen.add(look);
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
  return [...seen];
}"""


def inaccessible(visit, measured=None, only=None):
    """What axe calls serious or critical; `measured` is the set of looks that are known."""
    measured = set() if measured is None else measured
    # Preloading asks the server for style sheets again; `region`, never serious, takes a quarter.
    off = {"region": {"enabled": False}}
    options = {"resultTypes": ["violations"], "preload": False, "rules": off}
    if only:
        options["runOnly"] = only
    visit.page.evaluate(AXE_SCRIPT)
    measured.update(visit.page.evaluate(MARK_LOOKS, list(measured)))
    found = visit.page.evaluate("(options) => axe.run(document, options)", options)
    for violation in found["violations"]:
        if violation["impact"] in ("serious", "critical"):
            places = [node["html"][:120] for node in violation["nodes"]]
            yield f"{violation['id']} ({violation['impact']}), {len(places)} times: {places[0]}"


def sideways_scroll(visit):
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    room = visit.page.viewport_size["width"]
    if width > room:
        yield f"is {width} pixels wide in a window of {room}"


def complaints_in(visit, scheme, measured=None, only=None):
    """All that is wrong with a visited page in one colour scheme, by `only` these rules of axe."""
    turn(visit, scheme)
    for check in (errors, foreign_requests, unrendered_formulas, sideways_scroll):
        yield from check(visit)
    yield from inaccessible(visit, measured, only)


def first_render(visit):
    """Milliseconds to the first text or picture, as the browser tells, or None."""
    name = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    return visit.page.evaluate(name)


def late(renders):
    """One page was rendered first after `renders`; the least is its own, others' work only adds."""
    if None in renders:
        yield "shows nothing"
    elif min(renders) > MAX_FIRST_RENDER:
        yield f"is first rendered after {min(renders) / 1000:.1f} s"


@cache
def _compressed(path):
    content = path.read_bytes()
    return len(gzip.compress(content, 6) if path.suffix in TEXTS else content)


def weight(visit, site):
    """Bytes that a page loads from a server of `site`, where text is sent compressed."""
    addresses = {urlsplit(address) for address in visit.requested}
    paths = {site / unquote(parts.path)[1:] for parts in addresses if parts.scheme == "http"}
    return sum(_compressed(path) for path in paths if path.is_file())


def heavy(visit, site):
    if (total := weight(visit, site)) > MAX_WEIGHT:
        yield f"weighs {total / 1e6:.1f} MB"

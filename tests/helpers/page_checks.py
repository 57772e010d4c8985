"""What must hold of a page in the browser: `visited` loads one, each check yields sentences."""

import gzip
from collections import namedtuple
from contextlib import contextmanager
from functools import cache
from urllib.parse import unquote, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from browser import complaints

HEIGHT = 844
MAX_WEIGHT = 1.5e6  # bytes, compressed
MAX_FIRST_RENDER = 1500  # milliseconds
# What a server of static files sends compressed.
TEXTS = {".css", ".html", ".js", ".json", ".svg", ".txt"}

DESK, PHONE = 1280, 390
THEME_WAITS = 400  # milliseconds; it looks for what scrolls 300 after a change of the width
READERS = ((DESK, "light"), (DESK, "dark"), (PHONE, "dark"))
# The page in the browser, what it complained about, the address of all that it asked for, and the
# session in which a desk becomes a phone.
Visit = namedtuple("Visit", "page heard requested session")

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
def opened(chrome):
    """A page of its own, for one visit after the other: a new process for each would cost more."""
    context = chrome.new_context(no_viewport=True, reduced_motion="reduce")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    yield Visit(page, complaints(page), requested, session)
    context.close()


def go(visit, address):
    """Visit `address` with an empty cache, at a desk and in the light."""
    visit.page.goto("about:blank")  # what the last page still asked for ends here
    hold(visit, DESK, "light")
    visit.heard.clear()
    visit.requested.clear()
    visit.page.goto(address)
    visit.page.evaluate(SETTLE)


def hold(visit, width, scheme):
    """A window as a reader has it: at a desk or on a phone, light or dark."""
    phone = width == PHONE
    size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": phone}
    size |= {"screenWidth": width, "screenHeight": HEIGHT}
    visit.session.send("Emulation.setDeviceMetricsOverride", size)
    visit.session.send("Emulation.setTouchEmulationEnabled", {"enabled": phone})
    visit.page.emulate_media(color_scheme=scheme)


def turn(visit, width, scheme):
    """Hold the page as another reader has it, and wait until it has turned."""
    before = visit.page.evaluate("innerWidth")
    hold(visit, width, scheme)
    visit.page.evaluate(SETTLE)
    if width != before:
        visit.page.wait_for_timeout(THEME_WAITS)


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


# Contrast is most of axe's time, and the same wherever text looks the same: the same font, colour
# and backgrounds up to the root; for a link also the same text around it. So it is measured on one
# text of each look.
COLOURS = ["color-contrast", "link-in-text-block"]
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
  const says = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const text = (element) => {
    const { color, fontFamily, fontSize, fontStyle, fontWeight, textShadow } =
      getComputedStyle(element);
    return [ground(element), color, fontFamily, fontSize, fontStyle, fontWeight, textShadow];
  };
  const around = (link) => {
    let block = link.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const { textDecorationLine, borderBottom } = getComputedStyle(link);
    const alone = block.textContent.trim() === link.textContent.trim();
    return ["link", textDecorationLine, borderBottom, alone, ...text(block)];
  };
  const seen = new Set(measured);
  let news = false;
  for (const element of document.body.querySelectorAll(":not(mjx-container *)")) {
    delete element.dataset.look;
    const link = element.matches("a[href]");
    if (!link && !says(element)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const look = [...text(element), ...(link ? around(element) : [])].join();
    if (seen.has(look)) continue;
    seen.add(look);
    element.dataset.look = "";
    news = true;
  }
  return [[...seen], news];
}"""
AXE = """([colours, others]) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" },
    { id: "link-in-text-block", selector: "a[href][data-look]" }] });
  // Preloading asks the server for style sheets again; `region`, never serious, takes a quarter.
  const rules = { region: { enabled: false } };
  const options = { resultTypes: ["violations"], preload: false, rules };
  if (!others) options.runOnly = colours;
  // The parts of a formula are MathJax's own, and most of a page.
  return axe.run({ exclude: ["mjx-container"] }, options);
}"""


def inaccessible(visit, measured=None, others=True):
    """What axe calls serious or critical, of the looks that are not in `measured` and of `others`.

    The looks are added to the set `measured`; `others` are the rules that know no colour.
    """
    measured = set() if measured is None else measured
    looks, news = visit.page.evaluate(MARK_LOOKS, list(measured))
    measured.update(looks)
    if not (news or others):
        return
    visit.page.evaluate(AXE_SCRIPT)
    found = visit.page.evaluate(AXE, [COLOURS, others])
    for violation in found["violations"]:
        if violation["impact"] in ("serious", "critical"):
            places = [node["html"][:120] for node in violation["nodes"]]
            yield f"{violation['id']} ({violation['impact']}), {len(places)} times: {places[0]}"


def sideways_scroll(visit):
    width, room = visit.page.evaluate("[document.documentElement.scrollWidth, screen.width]")
    if width > room:
        yield f"is {width} pixels wide in a window of {room}"


# What scrolls on its own says so by a fading edge (book/_assets/wide.js). A verdict is in sight
# without it, and at a desk every column of a table is.
CUT_OFF = """() => {
  const name = (found) => found.textContent.trim().replace(/\\s+/g, " ").slice(0, 60);
  const article = document.querySelector(".bd-article") ?? document.body;
  const said = [];
  for (const box of article.querySelectorAll(":not(mjx-container *)")) {
    const { overflowX, maskImage } = getComputedStyle(box);
    if (!["auto", "scroll"].includes(overflowX) || box.scrollWidth <= box.clientWidth + 1) continue;
    if (maskImage === "none") said.push(`scrolls and does not say so: ${name(box)}`);
    if (innerWidth > 1000 && box.querySelector("table"))
      said.push(`hides a column of a table: ${name(box)}`);
  }
  for (const verdict of article.querySelectorAll("[class^=verdict-], .register-mark"))
    if (verdict.getBoundingClientRect().right > innerWidth)
      said.push(`hides a verdict: ${name(verdict)}`);
  return said;
}"""


def cut_off(visit):
    yield from visit.page.evaluate(CUT_OFF)


def complaints_in(visit, measured=None):
    """All that is wrong with the visited page, whoever reads it; see `inaccessible`."""
    measured = set() if measured is None else measured
    for width, scheme in READERS:
        turn(visit, width, scheme)
        # What scrolls on its own, and so has to be reached by a key, is most on a phone.
        others = (width, scheme) == READERS[-1]
        found = [*inaccessible(visit, measured, others)]
        if scheme == "dark":  # Where all lies is the same in the light.
            found += [*sideways_scroll(visit), *cut_off(visit)]
        for said in found:
            yield f"{width} {scheme}: {said}"
    for check in (errors, foreign_requests, unrendered_formulas):
        yield from check(visit)


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


def heavy(visit, site):
    """Of a page from a server of `site`, where text is sent compressed."""
    addresses = {urlsplit(address) for address in visit.requested}
    paths = {site / unquote(parts.path)[1:] for parts in addresses if parts.scheme == "http"}
    if (total := sum(_compressed(path) for path in paths if path.is_file())) > MAX_WEIGHT:
        yield f"weighs {total / 1e6:.1f} MB"

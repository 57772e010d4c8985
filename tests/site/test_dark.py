"""Figures on a dark page: stored once, for a light one, and turned round by the filter of book.css.

Measured in the browser on a strip of the colours that figures use, put into a page as an image.
"""

import base64
import io

import matplotlib.image
import numpy as np
import pytest
from browser import served
from colours import CONTRAST, confusable, contrast, pale

from fc.figures import COLOURS, INK, PAPER

STRIP = [*COLOURS, INK, PAPER, "#dddddd"]
# Nearer than on white, where it is 20; the shape that goes with a colour tells it as well.
APART = 12
ADD = """async ([src, kind]) => {
  const image = new Image(900, 100);
  Object.assign(image, { src, id: "strip", className: kind });
  document.querySelector("article").prepend(image);
  await image.decode();
  const rgb = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);
  return "#" + rgb.map((part) => (+part).toString(16).padStart(2, "0")).join("");
}"""


@pytest.fixture
def dark(chrome, site):
    with served(site) as address:
        page = chrome.new_context(color_scheme="dark").new_page()
        page.goto(f"{address}/intro.html")
        yield page
        page.context.close()


def seen(page, kind=""):
    """The page's ground, and the strip as the browser shows it."""
    from matplotlib.colors import to_rgb

    data = io.BytesIO()
    pixels = np.repeat([[to_rgb(color) for color in STRIP]], 9, axis=0)
    matplotlib.image.imsave(data, np.repeat(pixels, 9, axis=1))
    src = "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
    ground = page.evaluate(ADD, [src, kind])
    shot = matplotlib.image.imread(io.BytesIO(page.locator("#strip").screenshot()))
    middles = (np.arange(len(STRIP)) + 0.5) * shot.shape[1] / len(STRIP)
    pixels = np.round(255 * shot[len(shot) // 2, middles.astype(int), :3]).astype(np.uint8)
    return ground, ["#" + bytes(pixel).hex() for pixel in pixels]


def test_white_is_the_page_and_every_colour_is_seen_on_it(dark):
    ground, (*colours, ink, paper, grid) = seen(dark)
    assert paper == ground
    assert list(pale([*colours, ink], ground)) == []
    assert contrast(ink, ground) > 12
    assert list(confusable(colours, ink, APART)) == []
    assert contrast(grid, ground) < CONTRAST  # Control: what is pale on white is so here.


def test_control_a_photograph_stays_on_paper(dark):
    ground, (*_, paper, _) = seen(dark, "photograph")
    assert contrast(paper, ground) > 12


@pytest.mark.parametrize("name", ["theorems/id_ood_risk", "one_thing", "appendix/built"])
def test_the_corners_of_a_figure_are_the_page(dark, name):
    dark.goto(dark.url.replace("intro", name))
    ground = dark.evaluate("getComputedStyle(document.body).backgroundColor")
    image = dark.locator("figure img").first
    image.scroll_into_view_if_needed()
    image.evaluate("(found) => found.decode()")
    shot = matplotlib.image.imread(io.BytesIO(image.screenshot()))
    corner = [round(255 * part) for part in shot[2, 2, :3]]
    assert ground == f"rgb({', '.join(map(str, corner))})"

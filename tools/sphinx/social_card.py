"""The picture of a page that is shown where its address is shared."""

import textwrap
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

WIDTH, HEIGHT, DPI = 1200, 630, 100
CORE, BACKGROUND, INK = "#00588f", "#a53f00", "#1c1c1c"


def draw_card(path: Path, title: str, description: str, book: str, site: str) -> None:
    """Write a card of 1200 x 630 pixels.

    matplotlib's own font is used: it is there without a network, and it has the symbols.
    """
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    # Core and background, as in the figures.
    figure.add_artist(Rectangle((0, 0.38), 0.018, 0.62, color=CORE, linewidth=0))
    figure.add_artist(Rectangle((0, 0), 0.018, 0.38, color=BACKGROUND, linewidth=0))
    # Text is text: a dollar would start a formula.
    plain = {"parse_math": False, "va": "top", "family": "DejaVu Sans"}
    if title != book:
        figure.text(0.06, 0.93, book, size=20, color=CORE, **plain)
    lines = textwrap.wrap(title, 26, max_lines=3, placeholder="…")
    large = {"size": 42, "weight": "bold", "linespacing": 1.15}
    figure.text(0.06, 0.83, "\n".join(lines), color=INK, **large, **plain)
    below = 0.78 - 0.115 * len(lines)
    text = textwrap.wrap(description, 56, max_lines=6 - len(lines), placeholder="…")
    figure.text(0.06, below, "\n".join(text), size=25, color="#404040", linespacing=1.35, **plain)
    address = site.partition("://")[2].rstrip("/")
    figure.text(0.06, 0.1, address, size=20, color=INK, **plain)
    figure.savefig(path, dpi=DPI)
    # A few colours are enough for text, and make a small file.
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(32)
    small.save(path, optimize=True)

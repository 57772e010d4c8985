"""Figures: one style, colours that everybody can tell apart, and texts that agree with them."""

import base64
import json
import re
import struct
from pathlib import Path

import draw_answer
import matplotlib.pyplot as plt
import numpy as np
import pytest
from chapters import BOOK, NOTEBOOKS
from colours import confusable, pale

from fc import figures
from fc.drawings import PIXELS, png
from fc.drawings import drawn as drawn_by

ROOT = Path(__file__).parents[2]

# Colours, measured.


def test_palette():
    assert list(confusable(figures.COLOURS)) == []
    assert list(pale(figures.COLOURS)) == []
    assert len(set(figures.MARKERS.values())) == len(figures.COLOURS)


def test_control_palette():
    # Red and green of equal lightness; the blue and purple of an earlier palette; a pale blue.
    assert any("deuteranopia" in line for line in confusable(("#C44B3A", "#6E7B1F")))
    assert not any("normal" in line for line in confusable(("#C44B3A", "#6E7B1F")))
    assert any("protanopia" in line for line in confusable(("#0072B2", "#AA4499")))
    assert list(pale(("#56B4E9",)))


# Cells, captions and alternative texts.

# A caption begins with its result: one sentence in bold.
LEAD = re.compile(r"\*\*(?P<lead>[^*]+\.)\*\* \S.*\.$", re.DOTALL)
SHORTEST_LEAD, SHORTEST_ALT = 8, 12
FOREIGN = re.compile(
    r"#[0-9a-fA-F]{6}|color'?[=:] ?['\"](?!none)|rcParams|plt\.subplots|['\"]k[:-]"
)
NUMBER = re.compile(r"(?<![\w./,{^_-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w/]|\.\d)")


def figure_cells():
    """Place, source, metadata and stored image of every cell that shows a figure."""
    for path in NOTEBOOKS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            outputs = [o for o in cell.get("outputs", ()) if "image/png" in o.get("data", {})]
            if outputs or "figure" in cell["metadata"].get("mystnb", {}):
                yield f"{path.relative_to(BOOK)}: {'; '.join(cell['source'][:1])[:40]}", cell


def texts(cell):
    told = cell["metadata"].get("mystnb", {})
    return told.get("figure", {}).get("caption", ""), told.get("image", {}).get("alt", "")


def images(cell):
    for output in cell["outputs"]:
        if "image/png" in output.get("data", {}):
            data = base64.b64decode("".join(output["data"]["image/png"]))
            yield struct.unpack(">II", data[16:24])[0], output["metadata"].get("image/png", {})


def caption_without_result(cell):
    caption, _ = texts(cell)
    found = LEAD.match(caption)
    if not found:
        yield "its caption does not begin with a result in bold, or has no text after it"
    elif len(found["lead"].split()) < SHORTEST_LEAD:
        yield f"its caption begins with no sentence: {found['lead']}"


def alt_without_numbers(cell):
    caption, alt = texts(cell)
    words = "no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|zero"
    if len(alt.split()) < SHORTEST_ALT or not re.search(rf"\d|\b({words})\b", alt, re.IGNORECASE):
        yield "its alternative text is short or names no number"
    if alt and alt in caption:
        yield "its alternative text repeats the caption"


def foreign_style(cell):
    """Colours and panels that are not the house's."""
    for found in FOREIGN.findall("".join(cell["source"])):
        yield f"has a style of its own: {found}"


def wrong_width(cell):
    for pixels, stored in images(cell):
        shown = stored.get("width")
        if shown not in (PIXELS * figures.NARROW, PIXELS * figures.WIDE):
            yield f"is shown {shown} pixels wide"
        elif pixels != 2 * shown:
            yield f"has {pixels} pixels for a width of {shown}"


def claimed_numbers(text):
    """Numbers of a text: those with decimals, and integers from ten on; smaller ones count."""
    for found in NUMBER.findall(text):
        places = len(found.partition(".")[2])
        value = float(found.replace(",", ""))
        if places or value >= 10:
            # Half a unit of the last place, and the third digit of what is stored.
            yield found, value, 0.51 * 10.0**-places + 0.005 * value if places else 0.02 * value


def absent_numbers(text, drawn):
    """Numbers of a text that a figure does not draw."""
    known = np.abs(np.array(drawn, dtype=float))
    for found, value, tolerance in claimed_numbers(text):
        if not np.any(np.abs(known - value) <= tolerance):
            yield found


def told_numbers(cell):
    """The alternative text and the result, without formulas and names such as 4.3.id."""
    caption, alt = texts(cell)
    lead = LEAD.match(caption)
    return re.sub(r"\$[^$]*\$|\b4\.[1-4]\b(\.\w+)?", "", f"{alt} {lead['lead'] if lead else ''}")


def numbers_not_drawn(cell):
    for _, stored in images(cell):
        for number in absent_numbers(told_numbers(cell), stored.get("drawn", "").split()):
            yield f"tells {number}, which it does not draw"


CHECKS = [
    caption_without_result,
    alt_without_numbers,
    foreign_style,
    wrong_width,
    numbers_not_drawn,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_figure(check):
    cells = list(figure_cells())
    assert len(cells) > 40
    complaints = [
        f"{cell['metadata'].get('mystnb', {}).get('figure', {}).get('name', place)} {complaint}"
        for place, cell in cells
        for complaint in check(cell)
    ]
    assert not complaints, "\n".join(complaints)


def sound(
    caption="**The risk falls from 0.42 to 0.12 as the size grows.** Against size.",
    alt="Two points on a panel, 0.42 on the left and 0.12 on the right side.",
    source="_, (axes,) = figures.panels()\naxes.plot(x, 'o', color=figures.BLUE)",
):
    """A cell that draws two points, by these texts and this source."""
    figure, (axes,) = figures.panels()
    axes.plot([0.423, 0.118], "o")
    text, metadata = png(figure)
    plt.close(figure)
    told = {"figure": {"name": "fig-a", "caption": caption}, "image": {"alt": alt}}
    output = {"data": {"image/png": text}, "metadata": {"image/png": metadata}}
    return {"source": source, "outputs": [output], "metadata": {"mystnb": told}}


WRONG = [
    (caption_without_result, {"caption": "**The risk falls.** Against size."}),
    (caption_without_result, {"caption": "The risk falls from 0.42 to 0.12 at last."}),
    (alt_without_numbers, {"alt": "A curve that goes down along another curve " * 2}),
    (foreign_style, {"source": "look = {'color': 'red'}"}),
    (foreign_style, {"source": "axes.plot(x, 'k:')"}),
    (foreign_style, {"source": "plt.rcParams['font.size'] = 6"}),
    (foreign_style, {"source": "plt.subplots(figsize=(12, 3))"}),
    (numbers_not_drawn, {"alt": "Two points, 0.44 on the left and 0.12 on the right."}),
    (numbers_not_drawn, {"caption": "**The risk falls from 0.42 to 0.13 now.** Yes."}),
]


@pytest.mark.parametrize("check, changes", WRONG)
def test_control_wrong(check, changes):
    assert list(check(sound(**changes))) and not list(check(sound()))


def test_control_width():
    cell = sound()
    cell["outputs"][0]["metadata"]["image/png"]["width"] = 613
    assert list(wrong_width(cell))
    cell["outputs"][0]["metadata"] = {}
    assert list(wrong_width(cell))


# The opening figure.


def test_opening_figure_agrees_with_its_texts():
    answer = draw_answer.draw(str(BOOK / "data" / "full.json"))
    drawn = drawn_by(answer)
    plt.close(answer)
    told = re.findall(r"^:alt: (.*)$", (BOOK / "intro.md").read_text("utf-8"), re.MULTILINE)
    told += re.findall(r"!\[(.*?)\]\(book/images", (ROOT / "README.md").read_text("utf-8"))
    assert len(told) == 3 and len(set(told)) == 1
    assert len(list(claimed_numbers(told[0]))) > 8
    assert list(absent_numbers(told[0], drawn)) == []
    assert list(absent_numbers(told[0].replace("1.03", "1.14"), drawn)) == ["1.14"]

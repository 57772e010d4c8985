"""TeX as plain text, for places that cannot show a formula: descriptions and the map.

docutils reads the formula; what is here only writes its tree on one line.
"""

import re
import unicodedata
from xml.etree import ElementTree

from docutils.utils.math.latex2mathml import tex2mathml

SUBSCRIPTS = str.maketrans("0123456789+−=()aeijkmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₛₜᵤᵥₓ")
SUPERSCRIPTS = str.maketrans("0123456789+−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
ACCENTS = {"ˆ": "\u0302", "^": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304"}
RELATIONS = set("=≠<>≤≥≪≫≈∼≃→↦∈∉⊂⊆±×∝")
# What docutils does not read, in words that it does; sizes mean nothing on one line.
REPLACED = (
    (re.compile(r"\\(?:[bB]igg?[lrm]?|displaystyle)(?![a-zA-Z])"), ""),
    (re.compile(r"\\dots[cb]?(?![a-zA-Z])"), r"\\ldots "),
    (re.compile(r"(\\[dt]?frac)(\d)(\d)"), r"\1{\2}{\3}"),
    (re.compile(r"(\\[dt]?frac)(\d)(?=\{)"), r"\1{\2}"),
)


def _script(text: str, table: dict[int, int], mark: str) -> str:
    """A script in its own characters where Unicode has them all, or else marked."""
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return mark + (text if text.isalnum() else f"({text})")


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _line(node: ElementTree.Element) -> str:
    tag = node.tag.rpartition("}")[2]
    parts = [_line(child) for child in node]
    if tag in ("msub", "munder"):
        # What an operator such as a sum is taken over stands apart from what follows.
        return parts[0] + _script(parts[1], SUBSCRIPTS, "_") + " " * (tag == "munder")
    if tag in ("msup", "mover"):
        if parts[1] in ACCENTS:
            return parts[0] + ACCENTS[parts[1]]
        return parts[0] + _script(parts[1], SUPERSCRIPTS, "^")
    if tag in ("msubsup", "munderover"):
        low, high = _script(parts[1], SUBSCRIPTS, "_"), _script(parts[2], SUPERSCRIPTS, "^")
        return parts[0] + low + high + " " * (tag == "munderover")
    if tag == "mfrac":
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if tag == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if tag == "mspace":
        return " "
    if tag == "mo" and (node.text or "") in RELATIONS:
        return f" {node.text} "
    return (node.text or "").strip("\n") * (not parts) + "".join(parts)


def plain_words(tex: str) -> str:
    """Return a formula as one line of Unicode text.

    Raises
    ------
    ValueError
        If the formula cannot be read.
    """
    known = tex
    for pattern, replacement in REPLACED:
        known = pattern.sub(replacement, known)
    try:
        # HTML's name for an operator that is not seen; XML does not know it.
        tree = ElementTree.fromstring(tex2mathml(known).replace("&ApplyFunction;", ""))
    except (SyntaxError, ValueError, IndexError) as error:
        raise ValueError(f"the formula {tex!r} cannot be read: {error}") from None
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", _line(tree))).strip()

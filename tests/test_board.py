"""The board of the first page shows every claim, with the verdict that its chapter computed."""

import re
from pathlib import Path

import pytest

import fc

INTRO = Path(__file__).parents[1] / "book" / "intro.md"
CHAPTERS = {
    "4.1": "activation_asymmetry",
    "4.2": "background_accumulation",
    "4.3": "id_ood_risk",
    "4.4": "linear_networks",
}


def missing_rows(text: str) -> list[str]:
    """Claims whose row is not on the page as the theorems state it."""
    rows = {
        f"| {claim.statement.rstrip('.')} | {claim.source} "
        f"| {{glue:text}}`theorems/{CHAPTERS[claim.theorem]}.ipynb::{claim.id}:s` |": claim.id
        for claim in fc.claims()
    }
    return [name for row, name in rows.items() if row not in text]


def test_board_shows_every_claim():
    assert missing_rows(INTRO.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("old, new", [("4.3.id:s", "4.3.od:s"), ("| derived |", "| paper |")])
def test_control_board(old, new):
    text = INTRO.read_text(encoding="utf-8")
    assert old in text
    assert missing_rows(text.replace(old, new, 1))


def test_board_shows_nothing_else():
    shown = re.findall(r"ipynb::([^`]+):s`", INTRO.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(claim.id for claim in fc.claims())

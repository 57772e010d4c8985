"""The board of the first page shows every claim, with the verdict that its chapter computed."""

import re
from pathlib import Path

import pytest

import fc

INTRO = Path(__file__).parents[1] / "book" / "intro.md"
CHAPTERS = {
    "theorems/activation_asymmetry": ("4.1",),
    "theorems/background_accumulation": ("4.2",),
    "theorems/id_ood_risk": ("4.3",),
    "theorems/linear_networks": ("4.4",),
    "constants/population_dynamics": (
        "constants.core_near", "constants.bg_near", "constants.core_far", "constants.bg_far",
        "constants.closure_symmetric", "constants.closure_skewed",
    ),
    "constants/finite_size_laws": (
        "constants.core", "constants.bg", "constants.active_neg", "constants.risk_id",
        "constants.risk_ood", "constants.population",
    ),
    "constants/phase_diagram": (
        "constants.inside", "constants.band", "constants.silent", "constants.dead",
    ),
}  # fmt: skip


def chapter_of(claim: fc.Claim) -> str:
    """The page that gives the verdict on `claim`."""
    return next(
        page for page, names in CHAPTERS.items() if claim.theorem in names or claim.id in names
    )


def missing_rows(text: str) -> list[str]:
    """Claims whose row is not on the page as the theorems state it."""
    rows = {
        f"| {claim.statement.rstrip('.')} | {claim.source} "
        f"| {{glue:text}}`{chapter_of(claim)}.ipynb::{claim.id}:s` |": claim.id
        for claim in fc.claims(scale="full")
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
    assert sorted(shown) == sorted(claim.id for claim in fc.claims(scale="full"))

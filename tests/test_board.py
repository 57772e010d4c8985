"""The board of the first page shows every claim, with the verdict that its chapter computed."""

import re
from dataclasses import replace
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
BEYOND = {
    "activations": "activations",
    "losses": "losses_optimisers",
    "variants": "losses_optimisers",
    "nonlinear_core": "nonlinear_core",
    "remedies": "remedies",
    "spurious": "spurious_correlation",
    "pretraining": "pretraining",
    "distillation": "distillation",
    "images": "images",
}
BOARD = INTRO.parent / "beyond" / "board.md"


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
    shown = [name for name in shown if not name.endswith("_count")]
    assert sorted(shown) == sorted(claim.id for claim in fc.claims(scale="full"))


# --- The board beyond the theorems. -------------------------------------------------------------


def missing_beyond(text: str) -> list[str]:
    """Claims beyond the theorems whose row is not on their page."""
    rows = {
        f"| {claim.statement.rstrip('.')} | {claim.source} "
        f"| {{glue:text}}`{BEYOND[claim.theorem]}.ipynb::{claim.id}:s` |": claim.id
        for claim in fc.claims("beyond", scale="quick")
    }
    return [name for row, name in rows.items() if row not in text]


def test_board_beyond_shows_every_claim_and_nothing_else():
    text = BOARD.read_text(encoding="utf-8")
    assert missing_beyond(text) == []
    shown = re.findall(r"ipynb::([^`]+):s`", text)
    assert sorted(shown) == sorted(claim.id for claim in fc.claims("beyond", scale="quick"))


@pytest.mark.parametrize("old, new", [("| derived |", "| paper |"), ("::remedies.dose:s", "::x:s")])
def test_control_board_beyond(old, new):
    text = BOARD.read_text(encoding="utf-8")
    assert old in text
    assert missing_beyond(text.replace(old, new, 1))


def test_first_page_counts_every_chapter_beyond():
    text = INTRO.read_text(encoding="utf-8")
    for chapter in set(BEYOND.values()):
        assert f"{{doc}}`beyond/{chapter}`" in text
        assert re.search(rf"beyond/{chapter}\.ipynb::\w+_count:s", text)


def test_a_count_says_what_did_not_pass():
    verdicts = fc.load(INTRO.parent / "data" / "quick.json").verdicts("4.4")
    assert fc.count_text(verdicts) == "5 of 5 supported"
    refuted = replace(verdicts[0], decision="refuted")
    silent = replace(verdicts[1], control_failed=False)
    text = fc.count_text([refuted, silent, *verdicts[2:]])
    assert text == "3 of 5 supported, 1 refuted"

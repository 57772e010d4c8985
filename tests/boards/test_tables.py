"""The boards show every claim once, with the verdict of its chapter and a link to the evidence."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from write_numbers import board_table, stored_claims

import fc

BOOK = Path(__file__).parents[2] / "book"
BOARDS = ("theorems", "beyond")
PAGE = BOOK / "board.md"
MARK = re.compile(r"^<!-- board (\w+) (.+) \S+ -->$", re.MULTILINE)


def faults(text: str) -> list[str]:
    """What is wrong with the boards of a page: claims that are missing, twice, or on no board."""
    found: Counter[str] = Counter()
    expected = [claim.id for board in BOARDS for claim in stored_claims(board)]
    for board, names in MARK.findall(text):
        wanted = set(names.split())
        found.update(one.id for one in stored_claims(board) if {one.id, one.theorem} & wanted)
        found.update(wanted - {x for one in stored_claims(board) for x in (one.id, one.theorem)})
    return [name for name in {*expected, *found} if found[name] != (name in expected)]


def test_the_boards_show_every_claim_once():
    assert faults(PAGE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "old, new",
    [
        ("constants.band", ""),
        ("board theorems 4.3", "board theorems 4.3 4.4.bg"),
        ("<!-- board beyond", "<!-- board theorems"),
    ],
)
def test_control_board(old, new):
    text = PAGE.read_text(encoding="utf-8")
    assert old in text
    assert faults(text.replace(old, new, 1))


def test_a_row_names_links_states_and_judges():
    (claim,) = [claim for claim in stored_claims("theorems") if claim.id == "4.3.id"]
    chapter = "theorems/id_ood_risk.ipynb"
    row = board_table(PAGE, "theorems", ["4.3.id"], chapter).splitlines()[-1]
    name = f"[`4.3.id`]({chapter}#claim-4-3-id)"
    assert row.startswith(f"| {name}<br>{claim.statement.rstrip('.')} | paper | ✓ supported: ")


def test_a_count_says_what_did_not_pass():
    verdicts = fc.load(BOOK / "data" / "quick.json").verdicts("4.4")
    assert fc.count_text(verdicts) == "4 of 4 supported"
    refuted = replace(verdicts[0], decision="refuted")
    silent = replace(verdicts[1], control_failed=False)
    text = fc.count_text([refuted, silent, *verdicts[2:]])
    assert text == "2 of 4 supported, 1 refuted"

"""The stored runs: their claims pass, and they are written as they were read."""

from pathlib import Path

import pytest

import fc
from fc.boards.stored import rows_of
from fc.files import read_rows, write_rows

DATA = Path(__file__).parents[2] / "book" / "data"
QUICK, FULL, BEYOND = (fc.load(DATA / f"{name}.json") for name in ("quick", "full", "beyond"))


# And so they stand in their chapters.
UNDECIDED = ["distillation.better", "distillation.worse", "distillation.behind"]


@pytest.mark.parametrize("stored", [QUICK, FULL, BEYOND], ids=["quick", "full", "beyond"])
def test_every_claim_passes_but_those_that_are_undecided(stored):
    verdicts = stored.verdicts()
    assert len(verdicts) == len(fc.claims(*stored.names, scale=stored.scale))
    open_ = [verdict for verdict in verdicts if not verdict.passed]
    assert [verdict.claim.id for verdict in open_] == (UNDECIDED if stored is BEYOND else [])
    assert "refuted" not in {verdict.decision for verdict in open_}


def test_stored_records_are_written_as_they_were_read(tmp_path):
    write_rows(tmp_path / "again.json", QUICK.provenance, "jobs", rows_of(QUICK.records))
    assert (tmp_path / "again.json").read_bytes() == (DATA / "quick.json").read_bytes()


# Other files of rows, and one of records whose jobs are in another order.
ROWS = {"assumptions": "rows", "mutants": "faults", "beyond": "jobs", "full": "jobs"}


@pytest.mark.parametrize("file, name", ROWS.items())
def test_stored_rows_are_written_as_they_were_read(tmp_path, file, name):
    before, path = DATA / f"{file}.json", tmp_path / "again.json"
    made_by, rows = read_rows(before, name, "rows", dict)
    write_rows(path, made_by, name, rows)
    assert path.read_bytes() == before.read_bytes()
    # Control: another order is another file.
    write_rows(path, made_by, name, reversed(rows))
    assert path.read_bytes() != before.read_bytes()


def test_a_quick_run_shows_its_bound_where_it_is_another():
    quick = QUICK.verdicts("4.1")
    wider = {one.claim.id: f"<br>quick run, {one.claim.order.tex}:" for one in quick}
    for verdict in FULL.verdicts("4.1"):
        name, row = verdict.claim.id, fc.verdict_table([verdict], quick)
        assert (wider[name] in row) == (name in ("4.1.time", "4.1.time_d0"))
        assert ("<br>quick run:" in row) == (wider[name] not in row)
        assert "<br>quick run" not in fc.verdict_table([verdict])

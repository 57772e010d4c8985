"""The register of claims agrees with the code, and shows who moves a claim or its history."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from fc.boards import agreement, marks
from fc.boards.catalogue import THEOREMS, claims
from fc.boards.register import Register, load_register
from fc.boards.stored import load
from fc.boards.tables import verdict_table, verdict_text
from fc.boards.tested import differs

DATA = Path(__file__).parents[2] / "book" / "data"
WHY = "the measurement was wrong"
GROUP, ID = "4.3", "4.3.id"


@pytest.fixture(scope="module")
def register():
    return load_register(marks.PATH)


def entry(register, name, date, *changed, data_seen="unknown"):
    test = register.last(name)
    return {"date": date, "why": WHY, "data_seen": data_seen, "changed": changed, "test": test}


def later(date, other):
    """Whether `date` is later, by the minute if both know it, else by the day."""
    known = min(len(date), len(other))
    return date[:known] > other[:known]


def disordered(register):
    """Claims whose history does not begin with its first entry, or goes back in time."""
    return [
        name
        for name, entries in register.claims.items()
        if not {"first", "renamed"} & {*entries[0]["changed"]}
        or any(later(old["date"], new["date"]) for old, new in pairwise(entries))
    ]


def test_histories_begin_at_the_first_entry_and_go_forward(register):
    assert disordered(register) == []
    first, *rest = register.claims[ID]
    assert rest
    for wrong in (rest, [*rest, first]):
        assert disordered(Register({ID: wrong})) == [ID]


# --- The code beside the register. ------------------------------------------------------------


def test_the_code_tests_what_the_register_says(register):
    found = agreement.differences(register, agreement.tests_of_code())
    assert not found, "\n".join(one.sentence for one in found)


@pytest.fixture
def one_group(register, tmp_path, monkeypatch):
    """The register and the code of one theorem; returns what changes the maker of its claims."""
    make, entries = THEOREMS[GROUP], register.claims
    small = Register({})
    for name in (name for name in entries if name.startswith(f"{GROUP}.")):
        small = small.added(name, entry(register, name, "2026-11-01", "first"))
    monkeypatch.setattr(agreement, "BOARDS", {GROUP: (GROUP,)})
    monkeypatch.setattr(marks, "PATH", tmp_path / "register.json")
    small.write(marks.PATH)

    def plant(change):
        def made(scale):
            return [change(one) if one.id == ID else one for one in make(scale)]

        monkeypatch.setitem(THEOREMS, GROUP, made)

    return plant


def another_margin(claim):
    margin = claim.order.margin + 1e-9  # No digit that is printed.
    return replace(claim, order=replace(claim.order, margin=margin))


def one_seed_more(claim):
    return replace(claim, seeds=claim.seeds + 1)


def another_batch(claim):
    sizes, jobs = zip(*claim.sweep, strict=True)
    jobs = [replace(job, setting=job.setting.changed(batch=7)) for job in jobs]
    return replace(claim, sweep=tuple(zip(sizes, jobs, strict=True)))


def another_control(claim, **changes):
    return replace(claim, control=replace(claim.control, read="start.risk_id"), **changes)


HAND_CHANGES = {
    "order": another_margin,
    "sizes": lambda claim: replace(claim, sweep=claim.sweep[:-1]),
    "seeds": one_seed_more,
    "read": lambda claim: another_control(claim, read="T1.risk_id"),
    "control": another_control,
    "jobs": another_batch,
}


@pytest.mark.parametrize("what", HAND_CHANGES)
def test_a_change_by_hand_is_seen_and_told_how_to_amend(one_group, call, what):
    assert call("register")[0] == 0  # Control: unchanged, it agrees.
    one_group(HAND_CHANGES[what])
    code, out, _ = call("register")
    assert code == 1 and f"{what} at full: " in out
    amend = 'amend it by python -m fc register 4.3.id --why "..." --data-seen yes|no'
    assert amend in out
    found = agreement.differences(load_register(marks.PATH), agreement.tests_of_code())
    assert found[0].changed[0] == what


def test_an_amendment_is_one_more_entry_and_mends_it(one_group, call):
    before = load_register(marks.PATH)
    one_group(one_seed_more)
    amend = ("--why", WHY, "--data-seen", "yes")
    code, out, _ = call("register", ID, *amend)
    assert (code, out) == (0, f"{ID}: seeds\n")
    after = load_register(marks.PATH)
    assert after.claims[ID][:-1] == before.claims[ID]
    added = after.claims[ID][-1]
    assert (added["why"], added["data_seen"], added["changed"]) == (WHY, "yes", ["seeds"])
    assert added["moved"][0] == "seeds: 10 -> 11 (full)"
    assert before.claims | {ID: after.claims[ID]} == after.claims
    assert len(marks.PATH.read_text().splitlines()) == 3 * len(before.claims) + 3  # One an entry.
    assert call("register")[0] == 0
    code, out, _ = call("register", ID)
    assert code == 0
    assert f"seeds moved after its data were seen: {WHY}" in out
    assert "quick: o(1) in d0 (exponent < -0.1) of T2.risk_id, 5 sizes, 7 seeds;" in out
    # Nothing is left to amend.
    code, _, err = call("register", ID, *amend)
    assert (code, err) == (2, f"Error: {ID} must differ from the register to be amended.\n")


def test_a_claim_that_is_new_or_gone_needs_an_entry(one_group, call):
    one_group(lambda claim: replace(claim, id="4.3.new") if claim.id == ID else claim)
    code, out, _ = call("register")
    assert code == 1
    assert "4.3.new: only the code has this claim; amend it by python -m fc register 4.3" in out
    assert "4.3.id: only the register has this claim; amend it by" in out
    call("register", GROUP, "--why", WHY, "--data-seen", "no")
    assert call("register")[0] == 0
    known = load_register(marks.PATH).claims
    assert (known["4.3.new"][0]["changed"], known[ID][-1]["changed"]) == (["first"], ["removed"])


def test_words_move_nothing(one_group, call):
    one_group(lambda claim: replace(claim, statement=claim.statement + " Indeed."))
    call("register", GROUP, "--why", WHY, "--data-seen", "yes")
    register = load_register(marks.PATH)
    assert register.claims[ID][-1]["changed"] == ["statement"]
    assert register.standing(ID)[:2] == ("2026-11-01", [])


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["4.9.id"], "name must be a claim, such as"),
        ([ID, "--why", "x"], "an amendment must have a name, --why and --data-seen, got less"),
        (["--why", "x", "--data-seen", "no"], "an amendment must have a name"),
        ([ID, "--why", "a\nb", "--data-seen", "no"], "why must be a line of text"),
        ([ID, "--why", "x", "--data-seen", "maybe"], "'maybe' is not one of 'yes', 'no'"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(one_group, call, arguments, sentence):
    one_group(one_seed_more)
    before = marks.PATH.read_bytes()
    code, out, err = call("register", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ") and sentence in err and err.count("\n") == 1
    assert marks.PATH.read_bytes() == before


# --- What controls differ in. -----------------------------------------------------------------


def test_a_control_that_differs_in_nothing_is_refused():
    (claim,) = claims(ID)
    same = replace(claim, control=replace(claim.control, sweep=claim.sweep))
    with pytest.raises(ValueError, match=r"^the control of 4\.3\.id differs from it in nothing"):
        differs(same)


# --- Seeds and dates. ---------------------------------------------------------------------------


@pytest.mark.parametrize("name, seed", [("quick", 0), ("full", 0), ("beyond", 10)])
def test_the_stored_boards_are_of_the_first_seed_that_was_free(name, seed):
    """Of many seeds one that is lucky could be chosen; those below 10 had been used beyond."""
    assert load(DATA / f"{name}.json").seed == seed


def late(register, stored):
    """Claims registered as made before their data, and later than the stored runs.

    An entry counts for runs at a scale where it changed what is tested there.
    """
    found = []
    for name in (claim.id for claim in claims(*stored.names, scale=stored.scale)):
        history = register.standing(name).history
        at = [None, *(entry["test"].get("scales", {}).get(stored.scale) for entry in history)]
        fixed = zip(history, pairwise(at), strict=True)
        entry = [entry for entry, (was, now) in fixed if now is None or now != was][-1]
        if entry["data_seen"] == "no" and later(entry["date"], stored.begun):
            found.append(name)
    return found


@pytest.mark.parametrize("name", ["quick.json", "full.json", "beyond.json"])
def test_claims_that_had_not_seen_their_data_are_older_than_their_runs(register, name):
    assert late(register, load(DATA / name)) == []


@pytest.mark.parametrize(
    "date, seen, begun, is_late",
    [
        ("2026-11-28T09:00Z", "no", "2026-11-28T09:01Z", False),
        ("2026-11-28T09:02Z", "no", "2026-11-28T09:01Z", True),
        ("2026-11-28T09:02Z", "no", "2026-11-28", False),  # The day is all that is known.
        ("2026-11-29T09:02Z", "yes", "2026-11-28T09:01Z", False),
    ],
)
def test_control_an_entry_that_is_later_than_the_runs(register, date, seen, begun, is_late):
    runs = load(DATA / "quick.json")._replace(names=(ID,), begun=begun)
    new = entry(register, ID, date, "seeds", data_seen=seen)
    new["test"] = json.loads(json.dumps(new["test"]))
    new["test"]["scales"]["quick"]["seeds"] += 1
    amended = register.added(ID, new)
    assert bool(late(amended, runs)) is is_late
    # At another scale nothing was changed: its runs may be older.
    assert late(amended, runs._replace(scale="smoke")) == []


def test_records_are_not_stored_of_claims_that_are_not_registered(one_group, call, tmp_path):
    one_group(one_seed_more)
    path = tmp_path / "records.json"
    code, _, err = call("verify", ID, "--scale", "smoke", "--records", str(path))
    assert code == 2
    assert err.startswith("Error: --records must wait until 4.3.id is registered as it is: python")
    assert not path.exists()


# --- Marks. -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdict():
    return next(x for x in load(DATA / "quick.json").verdicts(GROUP) if x.claim.id == ID)


def amend_by_hand(seen, changed, why=WHY):
    register = load_register(marks.PATH)
    new = entry(register, ID, "2026-11-29T10:00Z", changed, data_seen=seen) | {"why": why}
    register.added(ID, new).write(marks.PATH)


def test_a_row_says_since_when_and_what_was_moved_after_the_data(one_group, verdict):
    row = verdict_table([verdict]).splitlines()[-1]
    assert 'class="register-mark register-since" tabindex="0" title="as it stands since ' in row
    assert ">since 2026-11-01</span> |" in row
    assert verdict_text(verdict).endswith(
        "    as it stands since 2026-11-01; whether its data had been seen by then is not known"
    )
    amend_by_hand("yes", "order", 'nearer | by "$2$" <b>')
    row = verdict_table([verdict]).splitlines()[-1]
    assert ">bound moved after data</span> |" in row
    assert row.count("|") == 7 and "register-bound" in row
    title = row.partition('title="')[2].partition('"')[0]
    assert "$" not in title and "<" not in title
    assert "bound moved after its data were seen: nearer" in verdict_text(verdict)
    # A later change of which the data were not seen leaves it said.
    amend_by_hand("no", "seeds")
    assert "register-bound" in verdict_table([verdict])

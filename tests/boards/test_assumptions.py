"""Claims under broken assumptions: what is changed, what is judged, and what is stored."""

import json
import math
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from measure_assumptions import save_rows

import fc
from fc import Claim, Control, Power, Range, Setting, Training, claims, draw_batch, key
from fc.boards.assumptions import (
    BREAKS,
    NOT_APPLICABLE,
    SIZES,
    THEOREMS,
    UNBROKEN,
    Break,
    broken,
    changed,
    table_of,
)
from fc.chapters.scale import SCALES
from fc.experiments.theorems.persistence import t0_scale
from fc.runs.experiment import Experiment

IDEAL = claims(*THEOREMS, scale="smoke")


@dataclass(frozen=True)
class LabelCorrelation(Experiment):
    """Largest correlation of a core and of a background feature with the label; a cheap job."""

    setting: Setting
    samples: int = 2000

    def record(self, rngs):
        samples = self.setting.departures.dataset or self.samples
        batch = draw_batch(self.setting, rngs.evaluate, samples)
        with np.errstate(invalid="ignore"):  # What does not vary in few samples.
            r = np.abs(np.corrcoef(batch.label, batch.u, rowvar=False)[0, 1:])
        core, bg = np.split(r, [self.setting.n_core])
        return {"core": float(core.max()), "bg": float(bg.max())}


CORE = ((8, LabelCorrelation(Setting(4, 4, d=64), 2000)),)
LABEL = Claim(
    "4.9.label",
    "Made up.",
    "largest correlation of a background feature with the label",
    Range(high=0.2),
    CORE,
    "bg",
    3,
    Control("core features", CORE, "core"),
)
FOLLOWS = [one for one in BREAKS if one.amount.startswith("bg_label")]


def test_every_condition_is_broken_by_two_different_amounts():
    for mild, strong in zip(BREAKS[::2], BREAKS[1::2], strict=True):
        assert mild.condition == strong.condition and mild.amount != strong.amount
        settings = [b.change(Setting()) for b in (UNBROKEN, mild, strong)]
        assert len({key(Training(setting)) for setting in settings}) == 3


@pytest.mark.parametrize("b", BREAKS, ids=[b.amount for b in BREAKS])
def test_a_change_reaches_every_job_of_a_claim_and_none_of_its_control(b):
    reached = 0
    for claim in IDEAL:
        try:
            after = broken(claim, b.change)
        except ValueError:
            continue
        reached += 1
        assert after.control == claim.control
        assert replace(after, sweep=claim.sweep) == claim
        for (size, job), (new_size, new) in zip(claim.sweep, after.sweep, strict=True):
            scaled = b.amount.startswith("eta times") and claim.id == "4.1.time"
            assert new_size == (t0_scale(new.setting) if scaled else size)
            assert scaled == (new_size != size)
            assert new == replace(job, setting=b.change(job.setting)) != job
            assert new.setting.mode == "float64"  # No weight is out of range.
    assert reached >= 11
    unbroken = broken(IDEAL[0], UNBROKEN.change)
    assert unbroken == IDEAL[0]  # Control.


def test_a_sweep_that_loses_its_sizes_is_refused():
    over_d = next(claim for claim in IDEAL if claim.id == "4.4.bg")
    change = next(b for b in BREAKS if b.amount == "d = 10 d0").change
    with pytest.raises(ValueError, match=r"^the change removes the difference between two sizes$"):
        broken(over_d, change)
    over_d0 = next(claim for claim in IDEAL if claim.id == "4.4.worst")
    assert len(broken(over_d0, change).sweep) == 3


def test_every_size_is_that_of_its_setting():
    """So that what a change makes of the setting is what the size becomes."""
    for scale in SCALES:
        for claim in claims("theorems", "beyond", scale=scale):
            if (name := getattr(claim.order, "size_name", None)) is not None:
                for size, job in claim.sweep + claim.control.sweep:
                    of = SIZES.get(name)
                    assert size == (of(job.setting) if of else job.remedy.samples), claim.id


@pytest.mark.parametrize(
    "change, sizes",
    [
        ({"n_core": 8}, [16, 28, 58]),
        ({"n_bg": 3, "n_core": 5}, None),
        ({"n_core": 8, "n_bg": 8}, None),
        ({"width": 32}, [16, 40, 100]),
    ],
)
def test_a_changed_setting_is_judged_at_the_sizes_that_it_has(change, sizes):
    by_id = {claim.id: claim for claim in IDEAL}
    for name in ("4.3.id", "4.3.worst", "4.4.worst", "4.1.q_neg", "4.2.joint"):
        if sizes is None:
            with pytest.raises(ValueError, match=r"^the change removes the difference between"):
                broken(by_id[name], partial(changed, **change))
        else:
            after = broken(by_id[name], partial(changed, **change))
            assert [size for size, _ in after.sweep] == sizes
    # Where there is one size, it may become another.
    one = broken(LABEL, partial(changed, **change))
    assert [size for size, _ in one.sweep] == [job.setting.d0 for _, job in one.sweep]


def test_control_the_exponent_at_the_labels_is_another_one():
    """What was printed before: the slope over 16, 40, 100 of runs at 16, 28, 58."""
    values = np.outer([1.0, 28 / 16, 58 / 16], [1.0, 1.01, 0.99]) ** 0.11
    real, labels = (fc.exponent(sizes, values).estimate for sizes in ((16, 28, 58), (16, 40, 100)))
    assert real == pytest.approx(0.11, abs=1e-3)
    assert labels == pytest.approx(0.08, abs=5e-3)


@pytest.mark.parametrize(
    "name, change", [("step_size", {"step_size": 0.5}), ("init_scale", {"init_scale": 30.0})]
)
def test_what_the_networks_do_not_read_is_refused(name, change):
    of_setting, own = claims("numerical.margin", "activations.positive", scale="smoke")
    with pytest.raises(ValueError, match=f"^its networks do not read {name}$"):
        broken(own, partial(changed, **change))
    # Controls: networks that take the setting's, and another change.
    assert broken(of_setting, partial(changed, **change)) != of_setting
    assert broken(own, partial(changed, bg_shift=-0.1)) != own


def test_the_label_is_that_of_changed_data():
    """Two samples are correlated for certain; where all labels are redrawn, no core feature is."""
    job = CORE[0][1]
    few, redrawn = (
        replace(job, setting=changed(job.setting, **change)).run(0, 0)
        for change in ({"dataset": 2}, {"label_noise": 1.0})
    )
    whole = job.run(0, 0)
    assert few["bg"] > 0.9 > 0.2 > whole["bg"]
    assert redrawn["core"] < 0.2 < whole["core"]


def test_sizes_that_are_no_field_of_the_setting_are_refused():
    other = LabelCorrelation(Setting(5, 5, d=100), 2000)
    claim = replace(LABEL, sweep=((3, CORE[0][1]), (4, other)), order=Power(0, "d0"))
    with pytest.raises(ValueError, match=r"^its sizes are not d0 of its settings$"):
        broken(claim, partial(changed, width=8))


def verdicts(claim, *breaks):
    rows = table_of([claim], breaks, processes=1)
    return [SimpleNamespace(**row["claims"][0]) for row in rows]


def test_a_claim_falls_where_its_condition_is_broken_and_stands_where_not():
    whole, mild, strong = verdicts(LABEL, UNBROKEN, *FOLLOWS)
    assert (whole.id, whole.verdict) == ("4.9.label", "supported")
    assert strong.verdict == "refuted"
    assert strong.low <= strong.estimate <= strong.high
    assert whole.estimate < mild.estimate < strong.estimate
    # Control: a break of another kind leaves it standing.
    assert {v.verdict for v in verdicts(LABEL, *BREAKS[:2])} == {"supported"}


def test_a_setting_that_is_refused_does_not_apply_and_does_not_stop_the_others():
    too_few = Break("enough dimensions", "d = 1", lambda setting: replace(setting, d=1))
    refused, judged = verdicts(LABEL, too_few, UNBROKEN)
    assert refused.verdict == NOT_APPLICABLE
    assert refused.measured == "d must be at least n_core + n_bg = 8, got 1"
    assert refused.estimate is None
    assert judged.verdict == "supported"
    (spared,) = verdicts(LABEL, FOLLOWS[0]._replace(spares=("4.9.label",)))
    assert spared.verdict == NOT_APPLICABLE


def test_runs_that_never_reach_the_end_are_inconclusive():
    job = Training(Setting(2, 2, d=16, width=4, batch=10), ("start", "T2"))
    claim = replace(LABEL, sweep=((4, job),), read="T2.risk_id", order=Range(high=2))
    slow = Break("long steps", "eta = 1e-9", lambda setting: replace(setting, step_size=1e-9))
    never, whole = verdicts(claim, slow, UNBROKEN)
    assert never.verdict == "inconclusive"
    assert never.measured == "3 of 3 runs did not reach T2.risk_id"
    assert whole.verdict == "supported"


@dataclass(frozen=True)
class Ratio(Experiment):
    """A job whose ratio is infinite without departures."""

    setting: Setting

    def run(self, seed, run):
        return {"x": math.inf if not self.setting.departures.bg_label else 1.0 + run}


def test_an_infinite_ratio_is_missing(monkeypatch):
    # A user's own record must be finite.
    monkeypatch.setattr(Ratio, "__module__", "fc.experiments.made_up")
    claim = replace(LABEL, sweep=((1, Ratio(Setting())),), read="x", order=Range(low=-100))
    infinite, mild = verdicts(claim, UNBROKEN, FOLLOWS[0])
    assert (infinite.verdict, infinite.measured) == ("inconclusive", "3 of 3 runs did not reach x")
    assert mild.verdict == "supported"


def test_the_stored_table_is_json_with_one_line_a_row(tmp_path):
    rows = table_of([LABEL], [UNBROKEN, *FOLLOWS], processes=1)
    estimate = rows[0]["claims"][0]["estimate"]
    save_rows(rows, tmp_path / "rows.json")
    text = (tmp_path / "rows.json").read_text()
    stored = json.loads(text)
    assert {"date", "scale", "seed", "fc", "numpy", "python"} <= set(stored["provenance"])
    assert [row["amount"] for row in stored["rows"]] == [row["amount"] for row in rows]
    assert len(text.splitlines()) == 2 + 3 + 1
    (first,) = stored["rows"][0]["claims"]
    assert first["estimate"] == pytest.approx(estimate, rel=1e-5)
    assert set(first) == {"id", "verdict", "measured", "estimate", "low", "high"}

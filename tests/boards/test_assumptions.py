"""Claims under broken assumptions: what is changed, what is judged, and what is stored."""

from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from fc import Claim, Control, Range, Setting, claims, draw_batch
from fc.boards.assumptions import BREAKS, SIZES, THEOREMS, UNBROKEN, broken, changed, table_of
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
    assert reached >= 10
    unbroken = broken(IDEAL[0], UNBROKEN.change)
    assert unbroken == IDEAL[0]  # Control.


def test_every_size_is_that_of_its_setting():
    """So that what a change makes of the setting is what the size becomes."""
    for scale in SCALES:
        for claim in claims("theorems", "beyond", scale=scale):
            if (name := getattr(claim.order, "size_name", None)) is not None:
                for size, job in claim.sweep + claim.control.sweep:
                    of = SIZES.get(name)
                    assert size == (of(job.setting) if of else job.remedy.samples), claim.id


@pytest.mark.parametrize(
    "change, sizes", [({"n_core": 8}, [16, 28, 58]), ({"width": 32}, [16, 40, 100])]
)
def test_a_changed_setting_is_judged_at_the_sizes_that_it_has(change, sizes):
    for claim in IDEAL:
        if claim.id in ("4.3.id", "4.3.worst", "4.4.worst", "4.1.q_neg", "4.2.joint"):
            after = broken(claim, partial(changed, **change))
            assert [size for size, _ in after.sweep] == sizes
    one_size = {"n_core": 8, "n_bg": 8}
    with pytest.raises(ValueError, match=r"^the change removes the difference between"):
        broken(claims("4.3.id", scale="smoke")[0], partial(changed, **one_size))
    # Where there is one size, it may become another.
    assert [size for size, _ in broken(LABEL, partial(changed, **one_size)).sweep] == [16]


@pytest.mark.parametrize("name, value", [("step_size", 0.5), ("init_scale", 30.0)])
def test_what_the_networks_do_not_read_is_refused(name, value):
    of_setting, own = claims("numerical.margin", "activations.positive", scale="smoke")
    with pytest.raises(ValueError, match=f"^its networks do not read {name}$"):
        broken(own, partial(changed, **{name: value}))
    # Controls: networks that take the setting's, and another change.
    assert broken(of_setting, partial(changed, **{name: value})) != of_setting
    assert broken(own, partial(changed, bg_shift=-0.1)) != own


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
    too_few = UNBROKEN._replace(change=lambda setting: replace(setting, d=1))
    refused, judged = verdicts(LABEL, too_few, UNBROKEN)
    assert (refused.verdict, refused.estimate) == ("does not apply", None)
    assert refused.measured == "d must be at least n_core + n_bg = 8, got 1"
    assert judged.verdict == "supported"
    (spared,) = verdicts(LABEL, FOLLOWS[0]._replace(spares=("4.9.label",)))
    assert spared.verdict == "does not apply"

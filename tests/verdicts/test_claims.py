"""Verdicts from made-up records, so that the right answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Claim, Control, Range, Setting, Training, Vanishing, key
from fc.boards.tables import advice
from fc.verdicts.claim import Statements
from fc.verdicts.judge import judge

SIZES = (16, 32, 64)
SEEDS = 4


def sweep(step_size):
    """Jobs that are told apart by their step size; none of them is run."""
    return tuple((n, Training(Setting(n, n, d=10**6, step_size=step_size))) for n in SIZES)


SWEEPS = {"claim": sweep(0.1), "control": sweep(0.2)}
CLAIM = Claim(
    "4.9.made_up",
    r"$R = o(1)$.",
    "a made-up risk",
    Vanishing("d0"),
    SWEEPS["claim"],
    "T2.risk_id",
    SEEDS,
    Control("a constant risk", SWEEPS["control"], "T2.risk_id"),
)


def records(claim_exponent=-0.5, control_exponent=0.0, noise=0.02):
    rng = np.random.default_rng(1)
    made = {}
    for name, exponent in (("claim", claim_exponent), ("control", control_exponent)):
        for size, job in SWEEPS[name]:
            for run in range(SEEDS):
                value = size**exponent * np.exp(noise * rng.standard_normal())
                made[key(job), run] = {"T2.risk_id": float(value)}
    return made


def test_a_claim_passes_when_it_holds_and_its_control_does_not():
    [verdict] = judge([CLAIM], records())
    assert (verdict.decision, verdict.control_failed, verdict.passed) == ("supported", True, True)
    assert verdict.measured == verdict.control_measured == "exponent"
    assert verdict.interval.estimate == pytest.approx(-0.5, abs=0.05)


@pytest.mark.parametrize(
    "exponents, noise, decision, control_failed",
    [
        ((-0.5, -0.5), 0.02, "supported", False),
        ((0.0, 0.0), 0.02, "refuted", True),
        ((0.0, -0.5), 0.02, "refuted", False),
        # Noise that hides everything: neither a success nor a control that failed.
        ((-0.1, -0.1), 2.0, "inconclusive", False),
    ],
)
def test_anything_less_does_not_pass(exponents, noise, decision, control_failed):
    [verdict] = judge([CLAIM], records(*exponents, noise=noise))
    assert (verdict.decision, verdict.control_failed) == (decision, control_failed)
    assert not verdict.passed


def test_statements_make_the_claim_that_is_written_out():
    jobs, say = SWEEPS["claim"], Statements("4.9", SEEDS)
    made = say("made_up", r"$R = o(1)$.", "paper").of(
        jobs, "T2.risk_id", "a made-up risk", Vanishing("d0")
    )
    assert made.against("a constant risk", SWEEPS["control"]) == CLAIM
    near = say.derived("near", "Near 0.", seeds=2).of(jobs, "T2.live", "a gap", within=0.1)
    other = near.against("read otherwise", read="T2.good")
    assert (other.id, other.source, other.seeds) == ("4.9.near", "derived", 2)
    assert (other.quantity, other.order) == ("a gap", Range(-0.1, 0.1))
    assert (other.control.sweep, other.control.read) == (other.sweep, "T2.good")


@pytest.mark.parametrize("name", ["claim", "control"])
def test_a_run_that_did_not_get_there_is_inconclusive_with_a_reason(name):
    made = records()
    made[key(SWEEPS[name][1][1]), 2] = {}
    made[key(SWEEPS[name][0][1]), 0] = {"T2.risk_id": float("nan")}
    [verdict] = judge([CLAIM], made)
    reason = f"2 of {len(SIZES) * SEEDS} runs did not reach T2.risk_id"
    if name == "claim":
        assert (verdict.measured, verdict.interval) == (reason, None)
        assert verdict.decision == "inconclusive" and verdict.control_failed
    else:
        assert (verdict.control_measured, verdict.control_outcome) == (reason, None)
        assert verdict.decision == "supported" and not verdict.control_failed


@pytest.mark.parametrize("name", ["claim", "control"])
def test_runs_that_are_all_the_same_are_no_replicates(name):
    made = records()
    _, job = SWEEPS[name][1]
    for run in range(SEEDS):
        made[key(job), run] = made[key(job), 0]
    [verdict] = judge([CLAIM], made)
    assert not verdict.passed
    measured = verdict.measured if name == "claim" else verdict.control_measured
    assert measured == "all runs of one job are identical"
    # Control: two equal values among others may happen by chance.
    made = records()
    made[key(job), 1] = made[key(job), 0]
    assert judge([CLAIM], made)[0].passed


def test_an_inconclusive_verdict_says_what_would_decide():
    [verdict] = judge([CLAIM], records(-0.1, noise=0.3))
    more = verdict.seeds_to_decide - SEEDS
    assert more > 0
    assert advice(verdict) == f"{more} more seed{'s' * (more > 1)} would decide"
    assert advice(judge([CLAIM], records())[0]) is None
    made = records()
    made[key(SWEEPS["claim"][0][1]), 0] = {}
    assert advice(judge([CLAIM], made)[0]).startswith("no number of seeds decides")


def test_a_job_without_a_record_is_an_error():
    made = records()
    made.pop((key(SWEEPS["claim"][0][1]), SEEDS - 1))
    with pytest.raises(ValueError, match=f"^records must hold all {SEEDS} seeds, got fewer of "):
        judge([CLAIM], made)


def test_key_tells_jobs_apart_and_ignores_how_they_were_written():
    job = Training(Setting(8, 8, d=100))
    assert key(job) == key(Training(Setting(n_core=8, n_bg=8, d=100, step_size=job.setting.eta)))
    others = replace(job, planted_bg=1.0), replace(job, checkpoints=("T2",))
    assert len({key(other) for other in (job, *others)}) == 3

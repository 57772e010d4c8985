"""Predictions beside SGD: what the records hold, and that a wrong law is refuted by them."""

from dataclasses import replace

import numpy as np
import pytest
from chance import normal

import fc
from fc.chapters.constants.finite_size_laws import LAWS
from fc.experiments.theorems import comparisons
from fc.experiments.theorems.comparisons import AtMargin, Course, scalars
from fc.experiments.theorems.shifted_backgrounds import PhaseColumn, crossing
from fc.theory.gaussian import normal_density
from fc.theory.setting_laws import TOLERANCES
from fc.theory.wrong_laws import CONTROLS
from fc.verdicts.judge import judge

SMALL = fc.Setting(8, 8, d=10**4, width=16, batch=50, step_size=0.2)
KAPPAS = (0.0, -1.0)


def law(setting):
    return fc.law(setting, extrapolate=True)


# --- At T2. -----------------------------------------------------------------------------------


def test_a_record_is_read_from_the_run_that_it_names():
    record, rngs = AtMargin(SMALL, KAPPAS).run(0, 1), fc.streams(0, 1)
    network = fc.initial_network(SMALL, rngs.init)
    steps, trained = fc.train(SMALL, rngs, ("T2",), network.copy())["T2"]
    seen = scalars(fc.measure(trained, SMALL, rngs.evaluate, KAPPAS), steps)
    steps, state = fc.evolve(SMALL, fc.neurons(network, SMALL))["T2"]
    expected = scalars(fc.expectation(state, SMALL, KAPPAS), steps)
    predicted = law(SMALL).scalars((1.0, *KAPPAS))
    for x in seen:
        assert record[x] == seen[x]
        assert record[f"{x}.population"] == pytest.approx(seen[x] - expected[x], abs=1e-12)
        assert record[f"{x}.law"] == pytest.approx(seen[x] - predicted[x], abs=1e-12)
    over = (seen["core"] - predicted["core"]) / TOLERANCES["core"].room(predicted["core"])
    assert record["law(core)"] == pytest.approx(over, abs=1e-9)
    # Control: another run.
    assert AtMargin(SMALL, KAPPAS).run(0, 2)["core"] != record["core"]


# --- What judges them: records as they would be if a law were true. ----------------------------

JUDGED = {f"constants.{entry}": CONTROLS[of[2][1]] for entry, of in LAWS.items()}
CLAIMS = {claim.id: claim for claim in fc.claims("constants", scale="smoke") if claim.id in JUDGED}


def records(claim, monkeypatch, truth):
    """The records of `AtMargin` where SGD gives what the law `truth` says, and noise."""
    rng, nodes = np.random.default_rng(3), np.linspace(-6, 6, 61)
    # A coarser rule for every law alike, and no answer kept from or for another rule.
    kept = comparisons._predictions
    monkeypatch.setattr(comparisons, "_predictions", getattr(kept, "__wrapped__", kept))
    monkeypatch.setattr("fc.theory.laws.NODES", nodes)
    monkeypatch.setattr(
        "fc.theory.laws.WEIGHTS", normal_density(nodes) / normal_density(nodes).sum()
    )

    def made(_, setting, *rest):
        values = truth(setting).scalars((1.0, *rest[-1]))
        return {name: x + 0.001 * rng.standard_normal() for name, x in values.items()}

    monkeypatch.setattr(comparisons, "train", lambda *_: {"T2": (300, None)})
    monkeypatch.setattr(comparisons, "evolve", lambda *_, **__: {"T2": (300, None)})
    monkeypatch.setattr(comparisons, "measure", made)
    monkeypatch.setattr(comparisons, "expectation", made)
    monkeypatch.setattr(comparisons, "scalars", lambda measured, _: measured)
    return {(fc.key(job), run): job.run(0, run) for job, run in claim.jobs()}


@pytest.mark.parametrize("right, decision", [(True, "supported"), (False, "refuted")])
@pytest.mark.parametrize("name", JUDGED)
def test_the_law_that_is_true_is_supported_and_the_other_refuted(
    name, right, decision, monkeypatch
):
    truth = law if right else JUDGED[name]
    [verdict] = judge([CLAIMS[name]], records(CLAIMS[name], monkeypatch, truth))
    assert (verdict.decision, verdict.control_failed) == (decision, right)


# --- In the course of training. ---------------------------------------------------------------

EARLY = fc.Setting(16, 16, d=256, width=64, batch=200, step_size=0.8)


def mean_of_runs(job, entries, runs=4):
    table = np.array([[*map(job.run(0, run).get, entries)] for run in range(runs)])
    return table.mean(axis=0), table.std(axis=0, ddof=1) / runs**0.5


def test_the_course_compares_both_dynamics_at_the_same_steps():
    entries, job = ("core(0.5)", "bg(0.5)", "core(2)", "bg(2)"), Course(EARLY, (0.5, 2.0))
    record = job.run(0, 0)
    assert record == job.run(0, 0) != job.run(0, 1)
    state = fc.neurons(fc.initial_network(EARLY, fc.streams(0, 0).init), EARLY)
    assert record["T2"] == fc.evolve(EARLY, state)["T2"][0]
    mean, se = mean_of_runs(job, entries)
    assert (abs(mean) < 1 / EARLY.d0 + normal(4) * se).all(), (mean, se)
    # Control: a population dynamics with three times the variance.
    wrong = replace(job, assumed=replace(EARLY, strengths="bernoulli:0.5"))
    mean, se = mean_of_runs(wrong, entries)
    assert not (abs(mean) < 1 / EARLY.d0 + normal(4) * se).all(), (mean, se)


# --- The boundary. ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "y, level, expected",
    [
        ([0, 0, 1, 0], 0.5, 1.5),
        ([0, 0.2, 0.6, 1], 0.5, 1.75),
        ([0, 0.1, 0.2, 0.3], 0.5, None),  # It never does.
        ([0.6, 0, 1, 1], 0.5, None),  # It already has.
    ],
)
def test_a_crossing_is_where_the_line_through_two_points_meets_the_level(y, level, expected):
    assert crossing([0, 2, 4, 6], y, level) == (expected and pytest.approx(2 * expected))


XS, WEAK = (0.0, 0.5, 0.75, 1.0, 1.25), replace(SMALL, n_bg=4)


@pytest.fixture(scope="module")
def column():
    return PhaseColumn(WEAK, XS).run(0, 0)


def test_a_column_holds_each_kappa_and_the_bands(column):
    error = [column[f"error({x:g})"] for x in XS]
    assert column["band"] == 1 - crossing(XS, error, 0.1)
    assert column["hinge_band"] == 1 - crossing(XS, [column[f"risk({x:g})"] for x in XS], 0.5)
    theory = law(WEAK)
    law_error = [theory.error_ood(x * theory.boundary) for x in XS]
    assert column["band_law"] == pytest.approx(1 - crossing(XS, law_error, 0.1))
    assert column["inside"] == max(e for e, p in zip(error, law_error, strict=True) if p <= 0.05)


def test_a_column_is_measured_in_units_of_the_boundary(column):
    rngs, boundary = fc.streams(0, 0), law(WEAK).boundary
    trained = fc.train(WEAK, rngs)["T2"][1]
    # The same generator, but other kappas: the samples are those of the column.
    measured = fc.measure(trained, WEAK, rngs.evaluate, (0.5 * boundary, -0.5))
    assert column["risk(0.5)"] == pytest.approx(measured.risk[0.5 * boundary].value, rel=1e-12)
    assert column["risk(0.5)"] != pytest.approx(measured.risk[-0.5].value, rel=1e-2)


def test_beyond_the_boundary_the_population_knows_the_error(column):
    assert abs(column["beyond"] - column["beyond_expected"]) < 1 / WEAK.d0
    # Control: the errors of other kappas lie further apart than that.
    assert column["beyond_expected"] - column["error(0.75)"] > 1 / WEAK.d0

"""What a network on Boolean data keeps: the law by two routes, kinds of neurons, refits."""

from dataclasses import replace

import numpy as np
import pytest
import torch

import fc
from fc.chapters.spurious_correlation.units import taken_apart
from fc.data.boolean import BooleanFunction, BooleanSetting, draw
from fc.experiments.boolean.hidden_units import HiddenUnits, core_neurons, correlation
from fc.networks import boolean as boolean_networks
from fc.networks import training as network_training
from fc.networks.training import Recipe
from fc.theory.fourier_gap import best_spurious_part
from fc.verdicts.judge import judge

PARITY = {k: BooleanFunction("parity", k) for k in (1, 2)}
SMALL = BooleanSetting(PARITY[2], PARITY[2], 0.9, 3, 4, 1, width=8, batch=16)
SHORT = Recipe("logistic", "adam", 2e-3, 60)
# A core XOR beside a spurious bit: learned within some hundred steps.
EASY = BooleanSetting(PARITY[2], PARITY[1], 0.9, 6, 6, width=48, batch=64)
JOBS = {
    loss: HiddenUnits(EASY, (*range(20, 301, 40), 500, 1000), Recipe(loss, "adam", 5e-3, 1000))
    for loss in ("logistic", "squared")
}
SEEDS = range(6)


@pytest.fixture(scope="module")
def records():
    return {loss: job.run_many(0, SEEDS) for loss, job in JOBS.items()}


def mean(records, name):
    return np.mean([record[name] for record in records])


# --- The law. -----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.5, 0.7, 0.98])
def test_the_best_spurious_part_has_the_smallest_loss(share):
    logit = np.log(share / (1 - share))
    assert best_spurious_part(0, share) == pytest.approx(logit)
    assert best_spurious_part(40, share) == pytest.approx(logit / 2)
    fine = np.linspace(-1, 5, 60_001)
    loss = share * np.logaddexp(0, -2 - fine) + (1 - share) * np.logaddexp(0, fine - 2)
    assert best_spurious_part(2, share) == pytest.approx(fine[loss.argmin()], abs=2e-4)
    squared = share * (1 - 0.3 - fine) ** 2 + (1 - share) * (1 - 0.3 + fine) ** 2
    assert best_spurious_part(0.3, share, "squared") == pytest.approx(
        fine[squared.argmin()], abs=1e-3
    )
    assert best_spurious_part(1, share, "squared") == 0


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: best_spurious_part(1, 1.0), "agreement must be below 1, got 1.0$"),
        (lambda: best_spurious_part(1, 1.2), "agreement must be .* at most 1, got 1.2$"),
        (lambda: best_spurious_part(1, 0.3), "agreement must be .* at least 0.5 .* got 0.3$"),
        (lambda: best_spurious_part(np.inf, 0.9), "core_part must be a finite number, got inf$"),
        (lambda: best_spurious_part(1, 0.9, "hinge"), "loss must be one of logistic, squared"),
        (lambda: HiddenUnits(SMALL, (9999,)), "at must be an integer of at most 2500"),
        (lambda: HiddenUnits(SMALL, (15,)), "at must hold multiples of 10, got 15$"),
        (
            lambda: HiddenUnits(SMALL, (10,), replace(SHORT, loss="hinge")),
            "loss must be one of logistic, squared, got 'hinge'$",
        ),
        (lambda: taken_apart("parity 9"), "spurious must be one of parity 1"),
    ],
)
def test_bad_input_is_one_sentence(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# --- The parts. ---------------------------------------------------------------------------------


def test_correlation():
    a = np.random.default_rng(0).standard_normal(50)
    assert correlation(a, -2 * a) == pytest.approx(-1)
    assert correlation(np.ones(5), np.arange(5.0)) == 0


def test_core_neurons_weigh_core_bits_more():
    w = torch.zeros(1, 3, SMALL.bits)
    w[0, 0, 0], w[0, 0, 4] = 2.0, 1.0  # More on a core bit.
    w[0, 1, 0], w[0, 1, 4] = 1.0, -2.0  # More on a spurious bit.
    w[0, 2, 1], w[0, 2, 7] = 1.0, 5.0  # Most on an unrelated one.
    assert core_neurons({"w1": w}, SMALL).tolist() == [True, False, True]


def test_a_run_does_not_depend_on_the_others():
    job = HiddenUnits(SMALL, (10, 20), SHORT)
    together = job.run_many(3, [0, 1])
    assert all(job.run(3, i) == pytest.approx(r, abs=0.02) for i, r in enumerate(together))
    assert fc.key(job) != fc.key(replace(job, setting=replace(SMALL, agreement=0.7)))


def test_without_a_finite_law_there_is_none():
    sure = HiddenUnits(replace(SMALL, agreement=1.0), (10,), SHORT).run(0, 0)
    assert not any("law" in name for name in sure)
    assert "spurious_part(10)" in sure


# --- What a network does, and wrong ones. -------------------------------------------------------


def test_the_output_follows_the_law_of_its_loss(records):
    for loss, of in records.items():
        assert mean(of, "off_law") < 0.25 < 1 < mean(of, "off_other_law"), loss
        assert mean(of, "before(1000)") > 0.95
    at = "spurious_part(1000)"
    assert mean(records["squared"], at) < 0.1 < 0.9 < mean(records["logistic"], at)


def test_either_kind_of_neuron_has_its_function(records):
    found = records["logistic"]
    assert mean(found, "apart_random") < 0 < 0.4 < mean(found, "apart")


def test_a_refit_is_ahead_by_the_core_neurons(records):
    for of in records.values():
        assert mean(of, "ahead") < 0.9 < mean(of, "ahead_spurious")
        assert mean(of, "ahead") <= mean(of, "ahead_unbalanced") + 0.05
        assert mean(of, "after_spurious(1000)") < 0.65 < 0.95 < mean(of, "after_core(1000)")


def verdict(name, found):
    """The claim `name` on other records of the job with the logistic loss."""
    (claim,), job = fc.claims(f"spurious.{name}", scale="full"), JOBS["logistic"]
    control = replace(claim.control, sweep=((1, job),))
    claim = replace(claim, sweep=((1, job),), control=control, seeds=len(SEEDS))
    return judge([claim], {(fc.key(job), i): one for i, one in enumerate(found)})[0]


@pytest.mark.parametrize("name", ["output_keeps", "two_kinds", "refit"])
def test_a_claim_passes_and_is_not_supported_where_it_is_false(name, records, monkeypatch):
    assert verdict(name, records["logistic"]).passed

    def squared(margin, loss):
        """The other loss than the one that is named."""
        return network_training.losses(margin, "squared")

    def without_core(parameters, x):
        """Units that do not see the core bits."""
        return units(parameters, x * (np.arange(x.shape[1]) >= EASY.core_bits))

    def unrelated(setting, rng, size):
        """Samples without a correlation."""
        return draw(setting, rng, size, 0.5)

    units, here = boolean_networks.units, "fc.experiments.boolean.hidden_units.units"
    fault = {
        "output_keeps": (boolean_networks, "losses", squared),
        "two_kinds": (boolean_networks, "draw", unrelated),
        "refit": (here, without_core),
    }
    monkeypatch.setattr(*fault[name])
    assert verdict(name, JOBS["logistic"].run_many(0, SEEDS)).decision != "supported"

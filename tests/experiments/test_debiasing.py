"""Remedies at equal total steps: data as published, weights by hand, what counts as a step."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch

import fc
from fc.chapters.spurious_correlation import debiasing as chapter
from fc.data.boolean import BooleanBatch, BooleanFunction, BooleanSetting, cube, draw
from fc.experiments.boolean import debiasing
from fc.experiments.boolean.debiasing import Debiasing
from fc.experiments.boolean.group_curves import Look, Scores, scores, told
from fc.networks.boolean import outputs, training, units
from fc.networks.debiasing import (
    AMPLIFIED,
    counted,
    equal_groups,
    group_dro,
    groups_of,
    relative_difficulty,
)
from fc.networks.remedies import DRO_RATE
from fc.networks.training import Recipe

PARITY = {k: BooleanFunction("parity", k) for k in (1, 2, 4)}
STAIRS = BooleanFunction("staircase", 4)  # Sums of 0 are positive: not balanced.
ADAMW = Recipe("logistic", "adamw", 2e-3, 40)
SMALL = BooleanSetting(
    PARITY[2],
    PARITY[1],
    0.8,
    core_bits=4,
    spurious_bits=4,
    width=8,
    batch=16,
    hidden_layers=2,
    weight_decay=0.01,
    samples=400,
)


def _rng(seed=0):
    return np.random.default_rng(seed)


def _job(*methods, at=(0, 20, 40), setting=SMALL):
    return Debiasing(setting, methods, at, ADAMW)


# --- Data and networks of the published benchmark. ----------------------------------------------


def test_an_unbalanced_spurious_function_is_uniform_given_its_value():
    setting = BooleanSetting(PARITY[1], STAIRS, 0.9, 1, 4)
    batch, points = draw(setting, _rng(), 60_000), cube(4)
    assert np.all((STAIRS(batch.x[:, 1:]) == batch.y) == batch.agrees)
    place = (batch.x[:, 1:] < 0) @ (1 << np.arange(4))
    counts = np.bincount(place, minlength=16) / len(place)
    for value in (-1, 1):
        same = counts[STAIRS(points) == value]
        assert same.sum() == pytest.approx(0.5, abs=0.01)  # As often as the balanced core.
        assert same == pytest.approx(0.5 / len(same), abs=0.005)
    assert (STAIRS(points) > 0).mean() == 11 / 16


def test_a_function_that_is_constant_cannot_agree_or_not(monkeypatch):
    monkeypatch.setattr(BooleanFunction, "__call__", lambda self, x: np.ones(x.shape[:-1]))
    setting = BooleanSetting(PARITY[1], BooleanFunction("majority", 7), 0.9)
    with pytest.raises(ValueError, match="spurious must take both values, got BooleanFunction"):
        draw(setting, _rng(), 5)


def test_a_deeper_network_is_what_the_formula_says():
    setting = replace(SMALL, hidden_layers=3)
    _, (p,) = next(training(setting, ADAMW, [fc.streams(0, 0)], 10))
    x = draw(setting, _rng(), 5).x
    h = x
    for layer in (1, 2, 3):
        h = np.maximum(h @ p[f"w{layer}"][0].numpy().T + p[f"b{layer}"][0].numpy(), 0)
    assert units(p, x) == pytest.approx(np.c_[h, np.ones(5)], abs=1e-6)
    assert outputs(p, x) == pytest.approx(h @ p["a"][0, 0].numpy() + p["b"][0].numpy(), abs=1e-6)


def _after_one_step(**changes):
    """Weights before and after one step whose loss has no gradient: nothing but the decay acts."""
    setting, still = replace(SMALL, **changes), lambda margin, batches: 0 * margin
    states = dict(training(setting, ADAMW, [fc.streams(0, 0)], 10, still))
    return (states[t][0]["w2"].numpy() for t in (0, 10))


def test_the_decay_is_decoupled():
    before, after = _after_one_step(weight_decay=0.5)
    assert after == pytest.approx(before * (1 - 2e-3 * 0.5) ** 10, rel=1e-5)
    before, after = _after_one_step(weight_decay=0.1)
    assert not np.allclose(after, before * (1 - 2e-3 * 0.5) ** 10, rtol=1e-4)


def test_a_training_set_is_all_that_is_seen():
    seen = []

    def weigh(margin, batches):
        seen.extend(map(tuple, batches[0].x))
        return np.ones_like(margin)

    few, fresh = replace(SMALL, samples=5), replace(SMALL, samples=None)
    for setting, low, high in ((few, 1, 5), (fresh, 50, 256)):
        seen.clear()
        list(training(setting, ADAMW, [fc.streams(0, 0)], 10, weigh))
        assert low <= len(set(seen)) <= high


# --- Weights. -----------------------------------------------------------------------------------


def _batch(agrees, y):
    return BooleanBatch(np.zeros((len(y), 1)), np.array(y, np.float32), np.array(agrees))


BATCH = _batch([True, True, True, False], [1, 1, -1, 1])


def test_groups_and_their_weights():
    assert list(groups_of(BATCH)) == [3, 3, 2, 1]
    assert list(counted(20, np.zeros((1, 4)), [BATCH])[0]) == [1, 1, 1, 20]
    assert equal_groups(np.zeros((1, 4)), [BATCH])[0] == pytest.approx([2 / 3, 2 / 3, 4 / 3, 4 / 3])


def test_group_dro_adds_the_rate_times_the_loss_to_the_logarithms():
    weigh, margin = group_dro(), np.array([[0.0, 0.0, 3.0, -3.0]])
    loss = np.array([np.log(2), np.log1p(np.exp(-3)), np.log1p(np.exp(3))])
    for round_ in (1, 2):
        share = np.exp(round_ * DRO_RATE * loss)
        share /= share.sum()
        expected = 4 * share[[0, 0, 1, 2]] / np.array([2, 2, 1, 1])
        assert weigh(margin, [BATCH])[0] == pytest.approx(expected)
    # A group that is absent keeps its weight and takes no share.
    assert weigh(margin[:, :2], [_batch([True, True], [1, 1])])[0] == pytest.approx([1, 1])


def test_the_biased_weights_give_the_gradient_of_the_generalised_cross_entropy():
    margin = torch.tensor([[0.5, -1.0], [2.0, -0.3]], dtype=torch.float64, requires_grad=True)
    own, biased = relative_difficulty(margin.detach().numpy(), [])
    loss = torch.nn.functional.softplus(-margin)
    p = torch.exp(-loss[1])
    ((1 - p**AMPLIFIED) / AMPLIFIED).sum().backward()
    slope = -torch.sigmoid(-margin.detach()).numpy()
    assert margin.grad[1].numpy() == pytest.approx(biased * slope[1])
    share = (loss[1] / (loss[0] + loss[1])).detach().numpy()
    assert own == pytest.approx(share)
    assert np.abs(biased - 1).min() > 0.05  # Control: the plain loss has another gradient.


# --- Total steps, and what a record says. -------------------------------------------------------


def test_every_step_of_every_network_counts():
    """A method is compared with itself over a shorter training: only the accounting differs."""
    found = _job("errors:20", "failure", at=(0, 20, 40)).run(0, 0)
    assert found["minority(errors:20,20)"] == found["minority(none,0)"]  # A new network starts.
    assert found["minority(errors:20,0)"] != found["minority(none,0)"]  # The early one is another.
    assert found["minority(failure,0)"] == found["minority(none,0)"]
    short = _job("failure", at=(0, 20)).run(0, 0)
    assert short["minority(failure,20)"] == found["minority(failure,20)"]


def test_twenty_total_steps_of_two_networks_are_ten_of_each(monkeypatch):
    asked = []

    def counted(setting, recipe, streams, until, *rest, **more):
        asked.append(until * len(streams))
        return training(setting, recipe, streams, until, *rest, **more)

    monkeypatch.setattr(debiasing, "training", counted)
    _job("uncorrelated", "groups", "dro", "failure").run(0, 0)
    assert asked == [40] * 5
    asked.clear()
    _job("errors:20").run(0, 0)
    assert asked == [40, 20, 20]


def test_a_method_does_not_depend_on_the_others():
    one, all_of_them = (
        _job(*methods).run(1, 2)
        for methods in (["groups"], ["uncorrelated", "errors:20", "failure", "groups"])
    )
    assert one.items() <= all_of_them.items()


def test_an_error_that_counts_otherwise_gives_another_network():
    job = replace(
        _job("errors:20", "errors:20,1", "errors:20,20"), recipe=replace(ADAMW, step_size=0.02)
    )
    found = job.run(0, 0)
    by_method = [tuple(v for k, v in found.items() if f"({m},40)" in k) for m in job.methods]
    assert len(set(by_method)) == 3, by_method


def test_shuffled_errors_are_as_many_and_no_guess():
    setting = replace(SMALL, core=PARITY[4], width=64, samples=4000)
    recipe = Recipe("logistic", "adamw", 0.02, 200)
    job = Debiasing(setting, ("errors:20", "shuffled:20"), (0, 20), recipe)
    found = job.run(0, 0)
    assert found["precision(errors:20)"] > 0.9
    assert found["precision(shuffled:20)"] == pytest.approx(0.2, abs=0.05)
    assert found["recall(errors:20)"] > 0.9
    assert found["recall(shuffled:20)"] == pytest.approx(0.2, abs=0.05)


def _look(t, worst, minority, average, chosen):
    test = Scores(0.0, 0.9, minority, worst)
    return Look(t, test, Scores(average, 0.0, 0.0, chosen))


def test_what_is_told_of_curves():
    curve = ((0, 0.4, 0.5), (40, 0.6, 0.6), (80, 0.95, 0.7))
    plain = [_look(t, worst, minority, 0, 0) for t, worst, minority in curve]
    curve = ((0, 0.5, 0.5, 0.7, 0.1), (40, 0.95, 0.9, 0.9, 0.4), (80, 0.7, 0.5, 0.8, 0.6))
    own = [_look(*one) for one in curve]
    found = told("errors:20", own, plain)
    # The look at half of the steps is none of the second half.
    assert found["added(errors:20)"] == pytest.approx(-0.2)
    assert (found["ahead(errors:20)"], told("errors:20", plain, own)["ahead(errors:20)"]) == (0, 1)
    assert found["chosen(errors:20)"] == 0.95
    assert found["chosen_by_groups(errors:20)"] == 0.7
    assert found["steps(errors:20)"] == pytest.approx(40 * 0.4 / 0.45)
    share = found["steps(errors:20)"] / (40 + 40 * 0.3 / 0.35)
    assert found["share_of_steps(errors:20)"] == pytest.approx(share)
    never = told("errors:20", plain[:2], plain[:2])
    assert not any(name.startswith(("steps", "share")) for name in never)


def test_the_worst_group_is_the_worst_of_four():
    h = np.array([1.0, -1.0, -1.0, -1.0])
    found = scores(h, BATCH)
    assert found == (0.5, pytest.approx(2 / 3), 0.0, 0.0)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: _job("jtt"), "each of methods must be one of uncorrelated, groups, dro, errors"),
        (lambda: _job("errors"), "methods must have the stop of its early model, got 'errors'$"),
        (lambda: _job("dro:20"), "methods must have the stop of its early model, got 'dro:20'$"),
        (lambda: _job("errors:-20"), "early stop, must be an integer of at least 0, got -20$"),
        (lambda: _job("errors:2.5"), "early stop, must be an integer of at least 0, got -1$"),
        (lambda: _job("errors:20,-1"), "how often an error counts, must be .* at least 0, got -1"),
        (lambda: _job("errors:30"), "the early stop, must be a multiple of 20, got 30$"),
        (lambda: _job("errors:60"), "at must reach beyond every early stop, got 40$"),
        (lambda: _job(at=(15,)), "each of at must be a multiple of 20, got 15$"),
        (lambda: _job(at=(40, 20)), r"at must hold steps in rising order, got \(40, 20\)$"),
        (lambda: _job(at=()), "at must hold steps in rising order"),
        (lambda: _job(at=(0, 60)), "the last of at must be an integer of at most 40, got 60$"),
        (lambda: _job(setting=replace(SMALL, samples=None)), "samples must be a number, got None$"),
        (lambda: _job(setting=replace(SMALL, agreement=1)), "agreement must be below 1, got 1$"),
        (lambda: replace(SMALL, samples=0), "samples must be an integer of at least 1, got 0$"),
        (lambda: replace(SMALL, hidden_layers=0), "hidden_layers must be an integer of at least 1"),
        (lambda: replace(SMALL, weight_decay=-1), "weight_decay must be a finite number at least"),
    ],
)
def test_bad_input_is_one_sentence(make, message):
    with pytest.raises(ValueError, match=message) as error:
        make()
    assert "\n" not in str(error.value)


# --- The claims. --------------------------------------------------------------------------------


def test_learning_from_failure_fails_and_with_equal_weights_it_does_not(monkeypatch):
    """On the easy case at a size of seconds, by the bound of the claim on the hard one."""
    (claim,) = fc.claims("spurious.hard_failure", scale="quick")
    setting = replace(chapter.EASY, core_bits=8, spurious_bits=4, width=64, batch=128)
    recipe = Recipe("logistic", "adamw", 4e-3, 1000)
    job = Debiasing(setting, ("failure",), (800,), recipe)
    found = job.run(0, 0)
    assert found["majority(failure,800)"] < claim.order.high < found["majority(none,800)"]
    # What it is left with is the opposite of the spurious function.
    assert found["minority(failure,800)"] > 0.99
    assert found["majority(failure,800)"] < 0.01
    monkeypatch.setattr(debiasing, "relative_difficulty", lambda margin, _: np.ones_like(margin))
    equal = replace(job, methods=("failure",)).run(0, 0)
    assert equal["majority(failure,800)"] > claim.order.high


def test_every_claim_reads_what_its_jobs_measure():
    hard, deeper, easy = chapter.jobs()
    assert [len(job.at) for job in (hard, deeper, easy)] == [20] * 3
    assert chapter.EASY == replace(chapter.HARD, core=chapter.EASY.core, spurious=PARITY[2])
    names = "hard_core", "hard_errors", "hard_failure", "hard_groups", "easy_alone"
    for claim in fc.claims(*(f"spurious.{name}" for name in names), scale="quick"):
        for source in (claim, claim.control):
            method, t = re.fullmatch(r"\w+\((.*?)(?:,(\d{4,5}))?\)", source.read).groups()
            for _, job in source.sweep:
                assert method in ("none", *job.methods)
                assert int(t or job.at[-1]) == job.at[-1]

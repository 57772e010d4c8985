"""Two radii of the core: the feature model, the two symmetries, and what the claims are made of."""

from dataclasses import replace

import numpy as np
import pytest
from chance import count_agrees, mean_agrees

from fc import Architecture, Departures, Recipe, Setting, draw_batch
from fc.chapters.nonlinear_core import collapse as nonlinear_core
from fc.chapters.nonlinear_core.cases import job
from fc.chapters.scale import SIZES
from fc.experiments.networks.spheres import CURVE, RadiusTraining
from fc.theory.spheres import threshold_error, window

SMALL = Setting(
    6, 6, d=48, width=16, batch=50, departures=Departures(core_radius=2.0), step_size=0.3
)
PLAIN = replace(SMALL, departures=Departures())
TRAINED = {"trained_output": True, "init": "default"}


def draw(setting, n=20_000):
    return draw_batch(setting, np.random.default_rng(1), n)


def core_and_bg(setting):
    batch = draw(setting)
    return batch, batch.u[:, : setting.n_core], batch.u[:, setting.n_core :]


# --- The feature model. -----------------------------------------------------------------------


def has_two_radii(core, y):
    return np.allclose(np.linalg.norm(core, axis=1), np.where(y > 0, 2.0, 1.0))


def test_the_classes_are_two_spheres():
    batch, core, _ = core_and_bg(SMALL)
    assert has_two_radii(core, batch.y)


def test_control_the_linear_core_has_no_two_radii():
    batch, core, _ = core_and_bg(PLAIN)
    assert not has_two_radii(core, batch.y)


def uniform_direction(core):
    """Means 0, second moments 1/n, and the fourth moment 3/(n(n+2)) of the first coordinate."""
    t = core / np.linalg.norm(core, axis=1, keepdims=True)
    n = t.shape[1]
    first = [mean_agrees(t[:, j], 0.0) for j in range(n)]
    second = [mean_agrees(t[:, j] ** 2, 1 / n) for j in range(n)]
    mixed = mean_agrees(t[:, 0] * t[:, 1], 0.0)
    return all(first) and all(second) and mixed and mean_agrees(t[:, 0] ** 4, 3 / n / (n + 2))


def test_directions_are_uniform():
    assert uniform_direction(core_and_bg(SMALL)[1])


def test_control_positive_coordinates_are_not_uniform():
    assert not uniform_direction(np.abs(core_and_bg(SMALL)[1]))


def independent_of_label(bg, y):
    return all(mean_agrees(y * (z - 0.5), 0.0) for z in bg.T) and mean_agrees(bg[:, 0], 0.5)


def test_the_background_is_that_of_the_theorems():
    batch, _, bg = core_and_bg(SMALL)
    assert independent_of_label(bg, batch.y)


def test_control_a_background_that_follows_the_label_is_seen():
    setting = replace(SMALL, departures=Departures(core_radius=2.0, bg_label=0.1))
    batch, _, bg = core_and_bg(setting)
    assert not independent_of_label(bg, batch.y)


def linear_errors(setting):
    """Wrong answers, among 10,000 fresh samples, of least squares with an intercept."""
    batch, fresh = draw(setting), draw_batch(setting, np.random.default_rng(2), 10_000)
    rows = np.c_[batch.u, np.ones(len(batch.u))]
    w = np.linalg.lstsq(rows, batch.y, rcond=None)[0]
    return int((np.c_[fresh.u, np.ones(len(fresh.u))] @ w * fresh.y < 0).sum())


def test_no_linear_function_separates_the_radii():
    # By symmetry the best linear function is a constant: the answer is right half of the time.
    assert count_agrees(linear_errors(SMALL), 10_000, 0.5)


def test_control_a_linear_function_separates_the_linear_core():
    assert linear_errors(PLAIN) < 100


# --- Symmetries that hold for any weights. ----------------------------------------------------


def record(activation="relu", biases=False, seed=3):
    setting = replace(SMALL, activation=activation)
    architecture = Architecture(biases=biases, **TRAINED)
    recipe = Recipe("logistic", "sgd", steps=200)
    return RadiusTraining(setting, architecture, recipe, checkpoints=(200,)).run(seed, 0)


def gap(found):
    return found["200.symmetry_gap"]


@pytest.mark.parametrize("activation", ["relu", "leaky_relu:0.1", "square"])
def test_a_homogeneous_network_answers_alike_at_kappa_and_r_kappa(activation):
    assert gap(record(activation)) < 0.05


def test_control_biases_break_it():
    # Biases of the initial weights are enough.
    assert gap(record(biases=True)) > 0.1


def reversed_by_flipping(found):
    return all(
        abs(
            found[f"200.positive_{name}({kappa:g})"] + found[f"200.positive_{name}({-kappa:g})"] - 1
        )
        < 0.06
        for name in ("near", "far")
        for kappa in CURVE
        if kappa and -kappa in CURVE
    )


def test_an_odd_network_reverses_its_answers_at_minus_kappa():
    assert reversed_by_flipping(record("tanh"))


def test_control_relu_does_not():
    assert not reversed_by_flipping(record("relu"))


# --- The window in kappa. ----------------------------------------------------------------------


def error_by_sampling(setting, kappa, ratio):
    """Error of ``|u_core| - ratio kappa mean(z) / mu``, in the middle of the window at 1."""
    batch, core, bg = core_and_bg(setting)
    threshold = ratio * kappa * bg.mean(axis=1) / setting.mu_bg
    wrong = (np.linalg.norm(core, axis=1) > threshold) != (batch.y > 0)
    return wrong


@pytest.mark.parametrize("kappa", [-1.0, 0.0, 0.5, 0.7, 1.0, 1.3, 2.0])
def test_the_predicted_error_is_that_of_a_background_threshold(kappa):
    setting = replace(SMALL, n_bg=40, d=200)
    wrong = error_by_sampling(setting, kappa, 1.5)
    assert abs(wrong.mean() - threshold_error(setting, kappa)) < 0.02


def test_control_another_threshold_has_another_error():
    setting = replace(SMALL, n_bg=40, d=200)
    assert abs(error_by_sampling(setting, 0.7, 1.2).mean() - threshold_error(setting, 0.7)) > 0.1


def test_the_window_is_where_the_threshold_lies_between_the_radii():
    assert window(SMALL) == pytest.approx((2 / 3, 4 / 3))
    with pytest.raises(ValueError, match="core_radius"):
        window(PLAIN)


# --- What the threshold is made of. -------------------------------------------------------------


def changes(found, groups):
    """Whether the changes of these groups of neurons make up that of the output."""
    at = {k: (found[f"200.h_near({k})"] + found[f"200.h_far({k})"]) / 2 for k in (-1, 1)}
    return abs(at[-1] - at[1] - sum(found[f"200.change_{name}"] for name in groups)) < 0.02


def test_groups_of_neurons_make_up_the_change_of_the_output():
    assert changes(record(biases=True), ("neg", "pos", "rest"))


def test_control_two_of_them_do_not():
    assert not changes(record(biases=True), ("neg", "rest"))


def test_a_threshold_without_biases_is_background():
    assert record()["200.bg_share"] == pytest.approx(1, abs=0.25)


def test_control_with_biases_it_is_not():
    assert record(biases=True)["200.bg_share"] < 0.7


# --- Records and claims. ----------------------------------------------------------------------


def test_a_core_without_radii_has_only_the_entries_of_every_trained_network():
    architecture = Architecture(**TRAINED)
    found = RadiusTraining(PLAIN, architecture, Recipe(steps=20), checkpoints=(20,)).run(3, 0)
    assert "20.error_id" in found and "20.error(-1)" not in found


def test_a_run_alone_and_among_others_gives_one_record():
    small = RadiusTraining(SMALL, Architecture(**TRAINED), Recipe(steps=20), checkpoints=(20,))
    together = small.run_many(3, [0, 1])
    assert together[1] == pytest.approx(small.run(3, 1))
    assert together[0] != pytest.approx(together[1])


@pytest.mark.parametrize("scale", ["smoke", "quick", "full"])
def test_claims_differ_from_their_controls(scale):
    sizes = SIZES[scale]
    claims = nonlinear_core.claims(sizes)
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.id.startswith("nonlinear_core.")
        assert claim.seeds == sizes.seeds
        assert (claim.sweep, claim.read) != (claim.control.sweep, claim.control.read)


def test_few_claims_on_the_smallest_scale_are_among_those_of_the_others():
    few, all_of_them = (
        {claim.id for claim in nonlinear_core.claims(SIZES[scale])} for scale in ("smoke", "quick")
    )
    assert few < all_of_them


def test_a_job_is_on_two_radii_with_a_background_that_is_left_as_it_is():
    setting = job(SIZES["smoke"]).setting
    assert setting.departures == Departures(core_radius=2.0)
    assert (setting.n_core, setting.n_bg, setting.bg_shift) == (16, 16, 0.0)

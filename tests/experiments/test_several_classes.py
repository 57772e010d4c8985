"""K classes and several domains: the projected gradient, the law, and what reduces to the paper."""

import itertools

import numpy as np
import pytest

from fc import Setting, active_neg, law, streams
from fc.experiments.networks.several_classes import SeveralClasses
from fc.model.features import draw_batch
from fc.model.network import Network, output_weights
from fc.simulation.sgd import sgd_steps
from fc.theory.several_classes import SeveralLaw

SETTING = Setting(n_core=12, n_bg=8, d=10_000, width=24, batch=60, arithmetic="float64")
LARGE = Setting(n_core=30, n_bg=30, d=60**3, width=120, batch=500)


def some_weights(job, rng):
    """Weights at which some margins are met and others are not, and samples."""
    u, y, _ = job.draw(rng, 400)
    v = rng.standard_normal((job.setting.width, u.shape[1])) / 4
    v[:, : job.signs.shape[1]] += job.signs[job.own] / 3
    wrong = np.arange(job.classes) != y[:, None]
    v /= np.median(job.leads(u @ v.T, y)[wrong])  # Half of the margins are met.
    return v, u, y


@pytest.mark.parametrize("classes", [2, 3, 6])
@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_the_pull_is_minus_the_gradient_of_the_mean_hinge_loss(classes, activation):
    job = SeveralClasses(SETTING.changed(activation=activation), classes, (0.0, -0.75))
    rng = np.random.default_rng(classes)
    v, u, y = some_weights(job, rng)

    def loss(v):
        hinge = np.maximum(1 - job.leads(u @ v.T, y), 0).sum(axis=1) - 1
        return hinge.mean() / (classes - 1)

    force, _ = job.pull(v, u, y)
    direction = rng.standard_normal(v.shape)
    step = 1e-6 * direction
    slope = (loss(v + step) - loss(v - step)) / 2e-6
    assert slope == pytest.approx(-(force * direction).sum(), rel=1e-5)


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_the_push_along_the_background_is_the_own_class_minus_the_mean_of_the_others(classes):
    """The identity: (1/2m) (E_own[g z_j] - mean over other classes c of E_c[g_c z_j])."""
    job = SeveralClasses(SETTING, classes, (0.0, -0.75))
    v, u, y = some_weights(job, np.random.default_rng(0))
    fewest = np.bincount(y).min()
    rows = np.concatenate([np.flatnonzero(y == c)[:fewest] for c in range(classes)])
    u, y = u[rows], y[rows]  # Each class as often.
    p, z = u @ v.T, u[:, -SETTING.n_bg :]
    open_gates = job.leads(p, y) < 1
    wrong = 0.0
    for k in range(SETTING.width):
        c = job.own[k]
        # On its own class a neuron sees the share of margins that are not met, on another class
        # whether that one is met against its own.
        share = (open_gates.sum(axis=1) - 1) / (classes - 1)
        g = np.where(y == c, share, open_gates[:, c]) * (p[:, k] >= 0)
        of_class = np.array([(g[:, None] * z)[y == other].mean(axis=0) for other in range(classes)])
        others = np.delete(of_class, c, axis=0).mean(axis=0)
        expected = (of_class[c] - others) / (2 * job.setting.width)
        measured = job.pull(v, u, y)[0][k, -SETTING.n_bg :]
        assert measured == pytest.approx(expected, abs=1e-15)
        # Control: the sum over the other classes instead of the mean.
        summed = (of_class[c] - (classes - 1) * others) / (2 * job.setting.width)
        wrong = max(wrong, np.abs(measured - summed).max())
    assert (wrong > 1e-4) == (classes > 2)


def test_two_classes_are_the_theorems_network_to_rounding():
    setting = SETTING.changed(step_size=2.0)
    job = SeveralClasses(setting)
    flip = np.concatenate([job.signs[0], np.ones(setting.n_bg)])
    v = job.start(streams(0, 0).init)
    steps = sgd_steps(setting, streams(0, 0), Network(v * flip, output_weights(setting.width)))
    same = streams(0, 0).train
    for step in itertools.islice(steps, 40):
        batch = draw_batch(setting, same)
        force, margin = job.pull(v, batch.u * flip, (batch.y < 0).astype(int))
        assert step.network.v * flip == pytest.approx(v, abs=1e-12)
        assert margin == pytest.approx(step.mean_margin, abs=1e-12)
        v = v + setting.eta * force
    assert margin > 0.9


def test_opposite_backgrounds_push_no_neuron_whatever_its_weights():
    job, rng = SeveralClasses(SETTING, 2, (0.0, -1.0)), np.random.default_rng(0)
    v = job.start(rng)
    u, y, _ = job.draw(rng, 300)
    # z - 1 has the law of -z, and -u is of the other class: these four are as likely.
    turned = u * np.where(np.arange(u.shape[1]) < u.shape[1] - SETTING.n_bg, 1, -1)
    every = np.concatenate([u, -u, turned, -turned]), np.concatenate([y, 1 - y, y, 1 - y])
    force = job.pull(v, *every)[0]
    assert np.abs(force[:, -SETTING.n_bg :]).max() < 1e-15
    # Control: the same backgrounds, not reversed.
    force = job.pull(v, np.concatenate([u, -turned]), np.concatenate([y, 1 - y]))[0]
    assert np.abs(force[:, -SETTING.n_bg :]).max() > 1e-4


def test_samples_are_those_that_are_said():
    job, rng = SeveralClasses(SETTING, 3, (0.0, -0.5)), np.random.default_rng(0)
    u, y, shift = job.draw(rng, 30_000)
    means = np.array([u[y == c].mean(axis=0) for c in range(3)])
    assert means[:, :-8] == pytest.approx(job.signs / 2, abs=0.02)
    assert means[:, -8:] == pytest.approx(0.25, abs=0.02)
    # Class means as long as the paper's, and at equal angles.
    products = means[:, :-8] @ means[:, :-8].T
    assert products == pytest.approx(12 / 4 * (1.5 * np.eye(3) - 0.5), abs=0.05)
    assert u[(shift == -0.5)[:, 0], -1].mean() == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("kappa", [0.0, -1.0])
def test_the_law_of_two_classes_and_one_domain_is_that_of_the_theorems(kappa):
    found, one = law(LARGE, extrapolate=True), SeveralLaw(LARGE, 2, (0.0,))
    q = active_neg(found.sums)
    assert one.early * LARGE.bg.mean == pytest.approx((1 - q) / (1 + q), abs=1e-12)
    # From the margin on the pair loses a little of the background, which this law leaves out.
    assert one.beta * LARGE.bg.mean == pytest.approx(found.ratio, abs=0.005)
    margin = found.margin(kappa) / found.margin(1.0)
    assert one.margin_ratio(kappa) == pytest.approx(margin, abs=0.005)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_law_tends_to_1_over_the_number_of_other_classes(classes):
    gaps = []
    for n in (10**2, 10**4, 10**6):
        wide = Setting(n_core=n, n_bg=n, d=10**9)
        gaps.append(abs(SeveralLaw(wide, classes, (0.0,)).early / 2 - 1 / (classes - 1)))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 0.01
    weak = Setting(n_core=10**6, n_bg=10**5 // 2, d=10**9)  # Weaker than the core by 20.
    assert SeveralLaw(weak, classes, (0.0,)).early / 2 == pytest.approx(0.05, abs=1e-3)


@pytest.mark.parametrize(
    ("domains", "average"),
    [((0.0, -0.5), 0.25), ((0.0, -1.0), 0.0), ((-0.25, -0.25, -1.0), 0.0), ((-0.5, -1.0), -0.25)],
)
def test_of_domains_the_average_counts_while_neurons_keep_their_side(domains, average):
    found = SeveralLaw(LARGE, 2, domains)
    assert found.early == pytest.approx(average * 30 / LARGE.core.s, abs=2e-4)


def test_the_gate_closes_first_on_the_domain_with_the_background():
    wide = Setting(n_core=10**6, n_bg=10**6, d=10**9)
    found = SeveralLaw(wide, 2, (0.0, -0.5))
    # By hand: C = 2 B = 4/3 when the first margin, (C + B) / 2, is met; then C alone grows to the
    # mean margin (2 C + B) / 4 = 1.
    assert found.beta / 2 == pytest.approx((2 / 3) / (5 / 3), abs=0.005)
    assert found.early / 2 == pytest.approx(1 / 2, abs=0.005)
    assert found.margin_ratio(-1.0) == pytest.approx((1 - 0.4) / (1 + 0.2), abs=0.01)
    assert found.margin_ratio(-1.0, gate=False) == pytest.approx((1 - 0.5) / (1 + 0.25), abs=0.01)
    one = SeveralLaw(LARGE, 3, (0.0,))
    assert one.beta == pytest.approx(one.early)  # With one domain it closes on all at once.


@pytest.mark.parametrize(
    ("classes", "domains", "complaint"),
    [
        (7, (0.0,), "n_core must be a multiple of 7, got 12"),
        (1, (0.0,), "classes must be an integer of at least 2, got 1"),
        (2, (), "domains must be at least one shift"),
        (2, (3.0,), "each of domains must be a finite number at least -2 and at most 2"),
    ],
)
def test_what_cannot_be_is_refused(classes, domains, complaint):
    with pytest.raises(ValueError, match=complaint):
        SeveralClasses(SETTING, classes, domains)


def test_a_setting_that_it_does_not_read_is_refused():
    with pytest.raises(ValueError, match="taper must be 0 for several classes"):
        SeveralClasses(SETTING.changed(taper=0.5))


def test_a_record_holds_what_is_said_and_repeats():
    job = SeveralClasses(SETTING.changed(step_size=1.0), 3)
    record = job.run(0, 0)
    assert record == job.run(0, 0) != job.run(0, 1)
    assert record and all(job.meaning(entry) for entry in record)
    found = SeveralLaw(job.setting, 3, (0.0,)).margin_ratio(-1.0)
    assert record["margin_ratio(-1)"] - record["miss(-1)"] == pytest.approx(found)


def test_a_network_that_knows_nothing_guesses_and_one_that_knows_the_core_does_not():
    job, rng = SeveralClasses(SETTING, 3), np.random.default_rng(0)
    v = np.hstack([1e-9 * job.signs[job.own], np.full((24, 8), 1e-3)])
    record = job._measured(v, rng)
    assert record["risk_id"] == pytest.approx(1)
    # All neurons are silent: every score is 0.
    assert record["error_ood(-1)"] == pytest.approx(2 / 3) and record["risk_ood(-1)"] == 1
    v[:, :24] = job.signs[job.own]
    record = job._measured(v, rng)
    assert record["error_id"] == record["error_ood(-1)"] == 0
    assert record["margin_ratio(-1)"] == pytest.approx(1, abs=0.01)

"""`measure` against sums written out over the very same samples."""

from dataclasses import replace

import numpy as np
import pytest

from fc import Network, Setting, draw_batch, initial_network, measure, output, shift_background
from fc.model.network import output_weights
from fc.model.strengths import strengths
from fc.simulation.entries import summary

SMALL = Setting(n_core=4, n_bg=3, d=49, width=6, batch=10)
KAPPAS = (-1.0, 0.0, 0.5, -2.0)


def random_network(setting=SMALL, seed=1, size=3.0):
    v = size * np.random.default_rng(seed).standard_normal((setting.width, setting.d0))
    return Network(v, output_weights(setting.width))


def fresh(seed=2):
    return np.random.default_rng(seed)


def blocks(setting, sizes, seed=2):
    """The samples that `measure` draws from a generator in the same state."""
    rng = fresh(seed)
    return [draw_batch(setting, rng, size) for size in sizes]


@pytest.mark.parametrize("spec", ["relu", "leaky_relu:0.1", "gelu", "silu", "tanh", "identity"])
def test_risk_error_and_margin_are_those_of_the_samples(spec):
    setting = Setting(4, 3, d=49, width=6, activation=spec)
    network = random_network(setting)
    measured = measure(network, setting, fresh(), KAPPAS, samples=2500)
    parts = blocks(setting, (1000, 1000, 500))
    for kappa in (1.0, *KAPPAS):
        moved = [shift_background(batch, setting, kappa) for batch in parts]
        outputs = [setting.phi.of(x.u @ network.v.T) @ network.a for x in moved]
        margin = np.concatenate([x.y * h for x, h in zip(moved, outputs, strict=True)])
        expected = {
            "risk": np.where(margin < 1, 1 - margin, 0),
            "error": np.where(margin < 0, 1.0, np.where(margin == 0, 0.5, 0.0)),
            "margin": margin,
        }
        for name, samples in expected.items():
            value, se = getattr(measured, name)[kappa]
            assert value == pytest.approx(samples.mean(), rel=1e-12, abs=1e-15)
            assert se == pytest.approx(samples.std(ddof=1) / 50, rel=1e-10)


def test_activity_is_the_share_of_each_class():
    network = random_network()
    measured = measure(network, SMALL, fresh(), samples=2500)
    u, y, _ = map(np.concatenate, zip(*blocks(SMALL, (1000, 1000, 500)), strict=True))
    for k in range(SMALL.width):
        of_positive = [np.dot(network.v[k], x) >= 0 for x in u[y == network.sign[k]]]
        of_negative = [np.dot(network.v[k], x) >= 0 for x in u[y == -network.sign[k]]]
        assert measured.active_pos[k] == pytest.approx(np.mean(of_positive))
        assert measured.active_neg[k] == pytest.approx(np.mean(of_negative))
    assert measured.n_class == ((y > 0).sum(), (y < 0).sum())
    assert sum(measured.n_class) == 2500


def test_output_is_the_network_written_out():
    network, u = random_network(), blocks(SMALL, (5,))[0].u
    h = [sum(a * max(0, v @ x) for v, a in zip(*network, strict=True)) for x in u]
    np.testing.assert_allclose(output(network, SMALL, u), h)


# --- Ties. ------------------------------------------------------------------------------------


def test_a_silent_network_guesses():
    network = Network(np.zeros((6, 7)), output_weights(6))
    measured = measure(network, SMALL, fresh(), KAPPAS, samples=100)
    for kappa in KAPPAS:
        assert measured.error[kappa] == (0.5, 0.0)
        assert measured.risk[kappa] == (1.0, 0.0)
    assert measured.margin_ratio(-1.0) is None
    # A pre-activation of 0 counts as active, by the definition of q+ and q-.
    assert (measured.active_pos == 1).all()
    assert (measured.active_neg == 1).all()


# --- Distribution shift. ----------------------------------------------------------------------


LAWS = ("beta:2,5", "uniform", "bernoulli:0.3", "constant:0.5")
UNEQUAL = Setting(4, 3, d=49, width=6, taper=0.8, bg_strengths="beta:2,5", bg_shift=0.1)


@pytest.mark.parametrize("setting", [SMALL, UNEQUAL])
def test_under_a_law_the_background_is_minus_a_draw_from_it(setting):
    """The core of the same samples, and draws from streams of their own, one for each shift."""
    network = random_network(setting)
    measured = measure(network, setting, fresh(), LAWS, samples=2500)
    for place, law in enumerate(LAWS, 1):  # The first shift is in distribution.
        own, margin = fresh().spawn(len(LAWS) + 1)[place], {1: [], -1: []}
        for batch in blocks(setting, (1000, 1000, 500)):
            z = np.empty((len(batch.y), 3))
            strengths(law).sample(own, z)
            # Features of a group stay unequal out of distribution; a shift in training is gone.
            z *= 1 - setting.taper * np.array([1, 3, 5]) / 6
            for sign, of_sign in margin.items():
                u = np.hstack([batch.u[:, :4], -sign * z])
                of_sign.extend(batch.y * output(network, setting, u))
        assert measured.margin[law].value == pytest.approx(np.mean(margin[1]), rel=1e-10)
        # Controls: the strengths as they are in distribution, and the draws themselves.
        assert measured.margin[law].value != pytest.approx(measured.margin[1.0].value, rel=1e-3)
        assert measured.margin[law].value != pytest.approx(np.mean(margin[-1]), rel=1e-3)


# --- Summaries of neurons. --------------------------------------------------------------------


def test_live_and_good_neurons():
    setting = Setting(50, 50, d=100, width=4)
    v = np.zeros((4, 100))
    v[0, :50] = 1  # Active on class +1 only: good, since a_0 > 0.
    v[1, :50] = -1  # Active on the wrong class.
    v[2, 50:] = 1  # Active on both.
    v[3, 50:] = -1  # Never active.
    measured = measure(Network(v, output_weights(4)), setting, fresh(), samples=500)
    assert measured.live.tolist() == [True, True, True, False]
    assert measured.good(setting.d0).tolist() == [True, False, False, False]


def test_joint_wants_both_correlations_of_one_neuron_and_their_signs():
    setting = Setting(50, 50, d=100, width=4)  # Strengths have mean 1/2.
    class_of = np.array([[1], [1], [-1], [-1]]) ** (np.arange(100) < 50)
    least = 0.25 / 25

    def joint(core, bg, silent=()):
        v = class_of * np.repeat([core, bg], 50)
        v[list(silent)] = 0
        network = Network(v, output_weights(4))
        return summary(measure(network, setting, fresh(), samples=10), network)["joint"]

    assert joint(0.02, 0.02) == joint(least * (1 + 1e-9), least * (1 + 1e-9)) == 1
    for core, bg in ((0.02, 0), (0, 0.02), (0.02, -0.02), (0.02, least * (1 - 1e-9))):
        assert joint(core, bg) == 0
    # One neuron of one class is half of it, and the smaller share counts.
    assert joint(0.02, 0.02, silent=[3]) == 0.5


# --- Unequal features. ------------------------------------------------------------------------


def test_correlations_of_unequal_features_weigh_each_by_its_own_mean():
    network = random_network(UNEQUAL)
    measured = measure(network, UNEQUAL, fresh(), samples=10)
    mu_core = 0.5 * np.array([0.9, 0.7, 0.5, 0.3])
    mu_bg = UNEQUAL.mu_bg * (1 - 0.8 * np.array([1, 3, 5]) / 6)
    expected = network.sign * (network.v[:, :4] @ mu_core)
    np.testing.assert_allclose(measured.core, expected, rtol=1e-12)
    np.testing.assert_allclose(measured.bg, network.v[:, 4:] @ mu_bg, rtol=1e-12)
    np.testing.assert_allclose(measured.bg_sum, network.v[:, 4:].sum(axis=1), rtol=1e-12)
    # Control: equal features of the same mean.
    even = measure(network, replace(UNEQUAL, taper=0.0), fresh(), samples=10)
    assert abs(even.core - measured.core).max() > 0.1
    assert abs(even.bg - measured.bg).max() > 0.1


@pytest.mark.parametrize("setting", [SMALL, UNEQUAL, replace(UNEQUAL, bg_strengths=None)])
def test_a_planted_background_is_added_to_every_correlation(setting):
    setting = replace(setting, arithmetic="float64")
    plain, planted = (initial_network(setting, fresh(), size) for size in (0.0, 0.7))
    before, after = (measure(net, setting, fresh(), samples=10) for net in (plain, planted))
    np.testing.assert_allclose(plain.sign * (after.bg - before.bg), 0.7, rtol=1e-12)
    np.testing.assert_array_equal(after.core, before.core)
    # Control: counted for a background of another mean, it is another number.
    other = measure(planted, replace(setting, bg_shift=0.2), fresh(), samples=10).bg - before.bg
    assert not np.allclose(plain.sign * other, 0.7, rtol=1e-2)

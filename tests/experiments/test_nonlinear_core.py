"""Two radii of the core: the feature model, the symmetries, and what the claims are made of."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from chance import count_agrees, normal

from fc import Architecture, Departures, Setting, draw_batch
from fc.model.features import shift_background
from fc.networks.architecture import initial_parameters
from fc.networks.reading import Trained, output_map

SMALL = Setting(
    6, 6, d=48, width=16, batch=50, departures=Departures(core_radius=2.0), step_size=0.3
)


# --- The feature model. -----------------------------------------------------------------------


def test_the_classes_are_two_spheres():
    batch = draw_batch(SMALL, np.random.default_rng(1), 1000)
    assert np.allclose(np.linalg.norm(batch.u[:, :6], axis=1), np.where(batch.y > 0, 2.0, 1.0))


def linear_errors(setting):
    """Wrong answers, among 10,000 fresh samples, of least squares with an intercept."""
    batch, fresh = (draw_batch(setting, np.random.default_rng(s), 10_000) for s in (1, 2))
    rows = np.c_[batch.u, np.ones(len(batch.u))]
    w = np.linalg.lstsq(rows, batch.y, rcond=None)[0]
    return int((np.c_[fresh.u, np.ones(len(fresh.u))] @ w * fresh.y < 0).sum())


def test_no_linear_function_separates_the_radii():
    # By symmetry the best linear function is a constant: the answer is right half of the time.
    assert count_agrees(linear_errors(SMALL), 10_000, 0.5)
    assert linear_errors(replace(SMALL, departures=Departures())) < 100  # Control.


# --- Symmetries that hold for any weights. ----------------------------------------------------

SEEDS, SAMPLES = range(6), 2000


def answers(phi, y, kappa, seed, depth=2, biases=False):
    """Share of inputs of class y at kappa that a random network answers +1, and its variance."""
    setting = replace(SMALL, activation=phi, width=64)
    architecture = Architecture(depth, biases, trained_output=True, init="default")
    parameters = initial_parameters(setting, architecture, [np.random.default_rng(seed)])
    state = Trained(0, {k: x.detach() for k, x in parameters.items()}, lambda u: u)
    # Other samples for each class and kappa: what agrees is the laws.
    rng = np.random.default_rng([seed, int(y > 0), int(10 * kappa) + 100])
    batch = shift_background(draw_batch(setting, rng, SAMPLES), setting, kappa)
    h = output_map(state, setting, architecture, rng)(batch.u)[batch.y == y]
    share = float((h > 0).mean())
    return share, max(share * (1 - share), 1 / len(h)) / len(h)


def farthest(pairs):
    """The largest difference between two shares, in standard errors."""
    return max(abs(p - q) / (v + w) ** 0.5 for (p, v), (q, w) in pairs)


LIMIT = normal(4 * len(SEEDS))
SHIFTS = (-1.0, -0.3, 0.0, 0.5)


def homogeneous(phi, **network):
    """Of P_{R kappa}(h > 0 | +1) and P_kappa(h > 0 | -1)."""
    pairs = [(answers(phi, 1, 2 * k, s, **network), answers(phi, -1, k, s, **network))
             for s in SEEDS for k in SHIFTS]  # fmt: skip
    return farthest(pairs)


def parity(phi, odd, **network):
    """Of P_{-kappa}(h > 0 | y) and P_kappa(h > 0 | y), or of what is left of it to 1 where odd."""
    pairs = []
    for s, y, k in product(SEEDS, (1, -1), (0.3, 1.0)):
        share, variance = answers(phi, y, k, s, **network)
        pairs.append((answers(phi, y, -k, s, **network), (1 - share if odd else share, variance)))
    return farthest(pairs)


@pytest.mark.parametrize("phi", ["relu", "square"])
def test_a_homogeneous_network_answers_alike_at_kappa_and_r_kappa(phi):
    assert max(homogeneous(phi, depth=depth) for depth in (2, 3)) < LIMIT
    # Controls: biases, and an activation that is not homogeneous.
    assert min(homogeneous(phi, biases=True), homogeneous("sigmoid")) > 1.5 * LIMIT


@pytest.mark.parametrize("phi, odd", [("tanh", True), ("square", False)])
def test_an_odd_network_reverses_its_answers_and_an_even_one_keeps_them(phi, odd):
    assert max(parity(phi, odd, depth=depth) for depth in (2, 3)) < LIMIT
    # Controls: biases, and an activation without parity.
    assert min(parity(phi, odd, biases=True), parity("relu", odd)) > 2 * LIMIT

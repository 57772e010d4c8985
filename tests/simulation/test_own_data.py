"""What is measured on data that are handed over, against `fc.measure` on the same samples."""

import numpy as np
import pytest

import fc
from fc.simulation.measurement import BLOCK

KAPPAS = (-1.0, 0.0, 0.5)
CORE, BG = range(8), range(8, 16)


def trained(**fields):
    setting = fc.Setting(8, 8, 512, width=12, batch=50, **fields)
    return setting, fc.train(setting, fc.streams(0, 0), (200,))[200][1]


def evaluated(setting, samples=BLOCK):
    """The samples that `fc.measure` draws from this generator."""
    rng = np.random.default_rng(3)
    rng.spawn(1 + len(KAPPAS))
    return fc.draw_batch(setting, rng, samples)


def measured(setting, network):
    return fc.measure(network, setting, np.random.default_rng(3), KAPPAS, BLOCK)


# Constant strengths have their mean in every sample, so that C and B agree exactly, too.
@pytest.mark.parametrize("law, room", [("constant:1", 1e-12), ("uniform", 0.1)])
def test_own_data_are_measured_as_ours(law, room):
    setting, network = trained(strengths=law, activation="leaky_relu:0.1")
    batch, ours = evaluated(setting), measured(setting, network)
    theirs = fc.measure_data(
        network.v, network.a, batch.u, batch.y, CORE, BG, KAPPAS, setting.activation
    )
    for name in ("risk", "error", "margin"):
        assert getattr(theirs, name)[-1.0] == pytest.approx(getattr(ours, name)[-1.0], rel=1e-12)
        assert getattr(theirs, name).keys() == getattr(ours, name).keys() == {1.0, *KAPPAS}
    for name in ("active_pos", "active_neg", "bg_sum", "n_class"):
        np.testing.assert_allclose(getattr(theirs, name), getattr(ours, name), rtol=1e-12)
    for name in ("core", "bg"):
        a, b = getattr(theirs, name), getattr(ours, name)
        assert np.abs(a - b).max() <= room * np.abs(b).max() and np.corrcoef(a, b)[0, 1] > 0.9
    # Control: with the groups exchanged nothing agrees.
    other = fc.measure_data(network.v, network.a, batch.u, batch.y, BG, CORE, KAPPAS)
    assert other.risk[-1.0] != ours.risk[-1.0]


def test_any_function_is_measured_as_a_network():
    setting, network = trained()
    batch, ours = evaluated(setting), measured(setting, network)
    shifted = {kappa: fc.shift_background(batch, setting, kappa).u for kappa in KAPPAS}
    found = fc.measure_output(lambda u: fc.output(network, setting, u), batch.u, batch.y, shifted)
    for kappa in KAPPAS:
        assert found.risk[kappa] == pytest.approx(ours.risk[kappa])
        assert found.margin_ratio(kappa) == pytest.approx(ours.margin_ratio(kappa))


GOOD = {"weights": np.ones((3, 4)), "output": np.ones(3), "X": np.eye(2, 4), "y": [1, -1],
        "core": [0], "bg": [2, 3]}  # fmt: skip


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"y": [1, 0]}, "y must hold the classes 1 and -1, got 0"),
        ({"bg": [0, 1]}, "core and bg must be columns of X, 0 to 3, none of them twice"),
    ],
)
def test_what_does_not_fit_is_one_sentence(changes, says):
    assert fc.measure_data(**GOOD).margin[1.0].value == 0
    with pytest.raises(ValueError, match=says):
        fc.measure_data(**GOOD | changes)

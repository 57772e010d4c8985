"""Exact arithmetic is exact, says where it ends, and agrees with the other two."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from oracles import first_steps

from fc import Network, Setting, sgd_steps, streams, train
from fc.model.arithmetic import ARITHMETICS, LARGEST_D, largest_batch, largest_reach
from fc.model.network import output_weights
from fc.simulation.sgd import OutOfRange

pytestmark = pytest.mark.long

# --- The same bits on every machine. ----------------------------------------------------------

ACTIVATIONS = ("relu", "leaky_relu:0.125", "identity")
# Prints the SHA-1 of the weights, by activation. Arguments: whose matrix product; activations.
BITS = """
import hashlib, json, sys
import numpy as np
product, *activations = sys.argv[1:]
if product == "torch":
    import torch
    torch.set_num_threads(1)
    def matmul(a, b, out=None):
        c = (torch.from_numpy(a) @ torch.from_numpy(b)).numpy()
        if out is None:
            return c
        np.copyto(out, c)
        return out
    np.matmul = matmul
from fc import Setting, streams, train
sha = {}
for activation in activations:
    setting = Setting(32, 32, width=128, batch=500, activation=activation)
    network = train(setting, streams(0, 0), (200,))[200][1]
    sha[activation] = hashlib.sha1(network.v.tobytes()).hexdigest()
print(json.dumps(sha))
"""
# Threads that sleep between two products: waiting ones would hold up two busy cores.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OPENBLAS_THREAD_TIMEOUT": "4"}


def bits(product="numpy", activations=ACTIVATIONS, **environment):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BITS, product, *activations],
        env=os.environ | ONE_THREAD | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def reference():
    return bits()


# A kernel of the oldest machines, which every x86 has.
OLDEST = {"OPENBLAS_CORETYPE": "Nehalem"}
MACHINES = {
    "two BLAS threads": ("numpy", {"OPENBLAS_NUM_THREADS": "2"}),
    "an old kernel": ("numpy", OLDEST),
    "torch's product": ("torch", {}),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_weights_are_the_same_bits_whatever_computes_them(machine, reference):
    product, environment = MACHINES[machine]
    assert set(reference) == set(ACTIVATIONS)
    assert len(set(reference.values())) == 3  # Control: the hash sees the weights.
    assert bits(product, **environment) == reference


def test_what_rounds_has_other_bits_with_another_product():
    """Control of the test above: its variations do change what rounds."""
    others = [bits("torch", ["gelu"]), bits(activations=["gelu"], **OLDEST)]
    assert any(other != bits(activations=["gelu"]) for other in others)


# --- No sum rounds. ---------------------------------------------------------------------------


def integers(x, bits):
    """Python integers `2**bits x`; fails where x is no multiple of ``2**-bits``."""
    scaled = np.ldexp(np.asarray(x, float), bits)
    assert (scaled == np.rint(scaled)).all()
    return np.array([int(number) for number in scaled.ravel()], object).reshape(scaled.shape)


# Slope ``a`` on the negative side: ``(a 2**bits, bits)``.
SLOPES = {"relu": (0, 0), "identity": (1, 0), "leaky_relu:0.125": (1, 3), "leaky_relu:0.75": (3, 2)}


def network_of_reach(setting, reach, seed=1):
    """Random lattice weights, of one sign and so the worst for partial sums, of this reach."""
    v = np.random.default_rng(seed).random((setting.width, setting.d0))
    v[setting.width // 2 :] *= -1
    v *= reach / (1 + abs(setting.bg_shift)) / np.abs(v).sum() * (1 - 1e-9)
    ARITHMETICS["exact"].snap(v)
    return Network(v, output_weights(setting.width))


def integer_margins(setting, network, batch):
    """``2**(37 + b) m y h`` in integers, and the integer derivatives."""
    p = integers(batch.u, 9) @ integers(network.v, 28).T
    a, bits = SLOPES[setting.activation]
    hidden = np.where(p > 0, p * 2**bits, p * a)
    slope = np.where(p > 0, 2**bits, a).astype(object)
    return integers(batch.label, 0) * (hidden @ integers(network.sign, 0)), slope


def margins_round(setting, network):
    """Whether the margins of the first step are other than those of integer arithmetic."""
    step = next(sgd_steps(setting, streams(0, 0), network))
    exact, _ = integer_margins(setting, step.network, step.batch)
    # One rounding, at the division by m; m is no power of 2.
    expected = np.ldexp(exact.astype(float), -37 - SLOPES[setting.activation][1]) / setting.width
    return bool((step.margin != expected).any())


@pytest.mark.parametrize("shift", [0.0, 0.5])
@pytest.mark.parametrize("law", ["uniform", "constant:0.998"])
@pytest.mark.parametrize("spec", SLOPES)
def test_margins_at_the_edge_of_the_reach_are_those_of_integers(spec, law, shift):
    setting = Setting(4, 12, width=12, batch=300, activation=spec, strengths=law, bg_shift=shift)
    reach = largest_reach(SLOPES[spec][1])
    network = network_of_reach(setting, reach)
    used = (1 + shift) * np.abs(network.v).sum()
    assert 0.999 * reach < used <= reach
    assert setting.mode == "exact"
    assert not margins_round(setting, network)


@pytest.mark.parametrize("spec", SLOPES)
def test_margins_beyond_the_reach_round_unless_refused(spec):
    """Control: weights eight times as large have three digits too many."""
    setting = Setting(4, 12, width=12, batch=300, activation=spec)
    network = network_of_reach(setting, 8 * largest_reach(SLOPES[spec][1]))
    assert margins_round(replace(setting, arithmetic="float64"), network)
    with pytest.raises(OutOfRange):
        margins_round(setting, network)


def update_error(setting):
    """Largest error of the first update in multiples of ``2**-28``, against integers."""
    rng = np.random.default_rng(2)
    v = rng.integers(-(2**22), 2**22, (setting.width, setting.d0)) / 2.0**28
    step, after = first_steps(setting, 2, Network(v, output_weights(setting.width)))
    assert (step.margin < 1).all()  # Every sample pulls, so the sums are as long as they can be.
    _, slope = integer_margins(setting, step.network, step.batch)
    pulled = integers(step.batch.label, 0)[:, None] * integers(step.batch.u, 9)
    bits = 9 + SLOPES[setting.activation][1]
    signs = integers(step.network.sign, 0)[:, None]
    # The rate eta a_k / N is +-2**-10, as eta = m N / 2**10.
    expected = integers(v, 28) + signs * (slope.T @ pulled) * 2 ** (28 - 10 - bits)
    return max(abs(x) for x in (integers(after.network.v, 28) - expected).ravel())


@pytest.mark.parametrize("shift", [0.0, 0.5])
@pytest.mark.parametrize("spec", SLOPES)
def test_the_update_at_the_largest_batch_is_that_of_integers(spec, shift):
    batch = largest_batch(SLOPES[spec][1], shift)
    # The largest strength whose numerator is odd, 511/512.
    law = {"strengths": "constant:0.998", "bg_shift": shift, "arithmetic": "exact"}
    setting = Setting(1, 3, width=4, batch=batch, step_size=batch / 256, activation=spec, **law)
    assert update_error(setting) == 0


# --- Out of range. ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields, mode",
    [
        ({}, "exact"),
        ({"d": LARGEST_D, "batch": 32768}, "exact"),
        ({"activation": "leaky_relu:0.125"}, "exact"),
        ({"activation": "leaky_relu:0.1"}, "float64"),
        ({"bg_shift": 0.3}, "float64"),
        ({"batch": 30_000, "bg_shift": 0.5}, "float64"),
    ],
)
def test_what_can_be_exact_is_exact_by_default_and_the_rest_is_float64(fields, mode):
    assert Setting(**fields).mode == Setting(**fields).as_dict()["arithmetic"] == mode
    assert Setting(**fields, arithmetic="float32").mode == "float32"


# --- The three agree. -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained():
    """Weights after 60 steps with decay, from weights on no lattice, by arithmetic."""
    start = Network(np.random.default_rng(4).standard_normal((16, 16)) / 32, output_weights(16))
    setting = Setting(8, 8, d=1000, width=16, batch=50, step_size=0.3, weight_decay=0.01)
    run = {
        mode: train(replace(setting, arithmetic=mode), streams(0, 0), (60,), start)[60][1].v
        for mode in ARITHMETICS
    }
    return {mode: v.astype(float) for mode, v in run.items()}


def test_the_three_arithmetics_agree(trained):
    for mode in ("float64", "float32"):
        # A sample at its kink may fall on the other side: its share of a step is 1e-6.
        np.testing.assert_allclose(trained[mode], trained["exact"], atol=3e-6)
        assert (trained[mode] != trained["exact"]).any()


def test_gradient_and_decay_leave_the_weights_on_the_lattice(trained):
    on_lattice = {mode: (np.ldexp(v, 28) % 1 == 0).all() for mode, v in trained.items()}
    assert on_lattice["exact"] and not on_lattice["float64"]

"""A user's function as an activation: the same as ours, known by what it is, sent along."""

import math
import threading

import numpy as np
import pytest

import fc

LOCK = threading.Lock()


def silu(x):
    return x / (1 + np.exp(-x))


def silu_slope(x):
    gate = 1 / (1 + np.exp(-x))
    return gate * (1 + x * (1 - gate))


def own(name="mine", phi=silu, slope=silu_slope):
    return fc.own_activation(name, phi, slope)


def setting(activation):
    return fc.Setting(8, 8, 512, width=8, batch=20, activation=activation)


def test_it_trains_as_the_same_function_of_ours_in_other_processes_too():
    ours, theirs = (fc.Simulation(setting(x), steps=20) for x in ("silu", own()))
    told = fc.run_all([(ours, 0), (theirs, 0), (theirs, 1)], seed=3, processes=2)
    assert told[fc.key(theirs), 0] == pytest.approx(told[fc.key(ours), 0], rel=1e-9)
    assert told[fc.key(theirs), 1] != told[fc.key(theirs), 0]  # Control.


def test_torch_trains_it_too():
    ours, theirs = (
        fc.TorchTraining(setting(x), recipe=fc.Recipe(steps=5), checkpoints=(5,)).run(0, 0)
        for x in ("silu", own())
    )
    assert theirs == pytest.approx(ours, rel=1e-6)


def test_two_functions_of_one_name_share_no_stored_run(tmp_path):
    one, other = own(), own(phi=np.tanh, slope=lambda x: 1 - np.tanh(x) ** 2)
    assert one != other and one.partition("@")[0] == other.partition("@")[0] == "mine"
    assert one == own(phi=lambda x: x / (1 + np.exp(-x)))  # The same one, written otherwise.
    first, second = (
        fc.run_all([(fc.Simulation(setting(x), steps=5), 0)], 0, processes=1, store=tmp_path)
        for x in (one, other)
    )
    assert len(list(tmp_path.iterdir())) == 2
    assert [*first.values()] != [*second.values()]


@pytest.mark.parametrize(
    "made, says",
    [
        (lambda: own(slope=silu), "slope must be the derivative of phi, .* got"),
        (lambda: own(phi=math.sin), "phi must take an array of numbers"),
        (lambda: own(phi=lambda x: x - x.mean()), "phi must act on each number alone"),
        (lambda: own(phi=lambda x: np.abs(x, out=x)), "number alone and leave its"),
        (lambda: own(phi=lambda x: (LOCK, silu(x))[1]), "phi and slope must be fit to be sent"),
        (lambda: fc.Setting(activation=silu), "activation must be .* fc.own_activation"),
    ],
)  # fmt: skip
def test_what_is_none_is_one_sentence(made, says):
    with pytest.raises(ValueError, match=says):
        made()

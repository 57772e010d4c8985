"""SGD and activations written another way, for several test files."""

from itertools import islice

import numpy as np

from fc import sgd_steps, streams
from fc.model.features import Batch

SPECS = ["relu", "leaky_relu", "leaky_relu:0.1", "gelu", "silu", "tanh", "sigmoid", "identity"]
WRAPPED = {
    "odd:gelu": lambda f, x: (f(x) - f(-x)) / 2,
    "even:gelu": lambda f, x: (f(x) + f(-x)) / 2,
    "mixed:0.5:gelu": lambda f, x: (f(x) - f(-x)) / 2 + (f(x) + f(-x)) / 4,
    "shifted:0.5:gelu": lambda f, x: f(x + 0.5),
    "odd:shifted:0.5:gelu": lambda f, x: (f(x + 0.5) - f(-x + 0.5)) / 2,
}


def torch_function(spec):
    import torch
    from torch.nn import functional

    name, _, parameter = spec.partition(":")
    plain = {
        "identity": lambda x: x * 1.0,
        "erf": torch.erf,
        "sin": torch.sin,
        "square": torch.square,
        "cubic": lambda x: x**3,
        "quadratic": lambda x: x + float(parameter) * x**2,
    }
    if spec in WRAPPED:
        return lambda x: WRAPPED[spec](functional.gelu, x)
    if name in plain:
        return plain[name]
    return lambda x: getattr(functional, name)(x, *map(float, filter(None, [parameter])))


def first_steps(setting, count, network=None, seed=0):
    """Copies of the first `count` steps of a run."""
    return [
        step._replace(
            network=step.network.copy(),
            batch=Batch(*map(np.copy, step.batch)),
            slope=step.slope.copy(),
            margin=step.margin.copy(),
        )
        for step in islice(sgd_steps(setting, streams(seed, 0), network), count)
    ]


def step_in_input_space(w, a, x, label, eta, decay):
    """One SGD step on the hinge loss of a ReLU network in R^d, written without features."""
    p = x @ w.T
    pull = label * (label * (np.maximum(p, 0) @ a) < 1)
    return w + eta * (a[:, None] * ((p > 0) * pull[:, None]).T @ x / len(x) - decay * w)

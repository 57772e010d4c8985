"""SGD, the expected gradient and activations written another way, for several test files."""

from itertools import product

import numpy as np

from fc import projections, sgd_steps, streams
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
    steps = []
    for step in sgd_steps(setting, streams(seed, 0), network):
        copies = {
            "network": step.network.copy(),
            "batch": Batch(*map(np.copy, step.batch)),
            "slope": step.slope.copy(),
            "margin": step.margin.copy(),
        }
        steps.append(step._replace(**copies))
        if len(steps) == count:
            return steps


def step_in_input_space(w, a, x, label, eta, decay):
    """One SGD step on the hinge loss of a ReLU network in R^d, written without features."""
    p = x @ w.T
    open_gate = label * (np.maximum(p, 0) @ a) < 1
    minus_gradient = np.zeros_like(w)
    for k in range(len(w)):
        weight = a[k] * label * open_gate * (p[:, k] > 0)
        minus_gradient[k] = (weight[:, None] * x).mean(axis=0) - decay * w[k]
    return w + eta * minus_gradient


def enumerated_force(network, setting):
    """Expected ``-grad_k`` in feature coordinates, shape (m, d0), by listing every input.

    Exact, hinge gate included, for Bernoulli strengths of probability 1/2 and few features.
    """
    z = np.array(list(product((0.0, 1.0), repeat=setting.d0)))
    z[:, setting.n_core :] += setting.bg_shift
    z *= np.concatenate([setting.core.factors, setting.bg.factors])
    flipped = z * np.where(np.arange(setting.d0) < setting.n_core, -1.0, 1.0)
    y = np.repeat([1.0, -1.0], len(z))
    return np.hstack(projections(network, setting, Batch(np.vstack([z, flipped]), y, y)))

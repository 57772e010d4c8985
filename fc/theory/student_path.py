"""Two numbers that follow a two-layer ReLU student of a linear teacher; derived in this book.

The teacher gives ``y tau sum_core z_j`` with ``tau = 1 / (n_core mu_core)``. All neurons of one
sign of ``a_k = +-1/m`` are taken to have the same weights: ``2 A_c y_k`` on every core feature and
``2 A_b`` on every background feature. With ``c`` and ``b`` the sums of the core and of the
background strengths, the student gives ``y s`` with ``s = (A_c c + A_b b)_+ - (A_b b - A_c c)_+``.
The error is ``e = tau c - s``, and gradient descent on ``E e^2 / 2`` moves

``A_c`` by ``eta/(4 m n_core) E[e c (g_+ + g_-)]``, ``A_b`` by ``eta/(4 m n_bg) E[e b (g_+ - g_-)]``

in a step, where ``g_+`` and ``g_-`` say whether the neurons of either sign are active on class
``y = +1``: the core adds the classes, the background subtracts them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fc.model.setting import Setting
from fc.requirements import Array

NODES = 128  # With 32 the error is off by 0.2 where a small push opens the gates.
START = 1e-6  # Of A_c: it only says on which class a neuron is active.


class StudentPath(NamedTuple):
    """``C = n_core mu_core A_c`` and ``B = n_bg mu_bg A_b``, at every step from 0 on.

    Mean contributions to s while only one sign is active; the teacher's mean is 1. For
    ``mu_bg = 0`` B stands for ``n_bg mu_core A_b``.
    """

    core: Array
    bg: Array


def _sums(setting: Setting) -> tuple[Array, Array, Array]:
    """Gauss-Hermite nodes for the sums, c (nodes, 1) and b (1, nodes), and their weights."""
    subject = "the path of a student"
    setting.require_ideal(subject, "taper", "weight_decay", "label_noise")
    if setting.activation != "relu":
        raise ValueError(f"activation must be relu for {subject}, got {setting.activation!r}")
    x, w = np.polynomial.hermite_e.hermegauss(NODES)
    w = w / w.sum()
    core, bg = setting.core, setting.bg
    c = setting.n_core * core.mean + np.sqrt(setting.n_core * core.variance) * x
    b = setting.n_bg * bg.mean + np.sqrt(setting.n_bg * bg.variance) * x
    return c[:, None], b[None], w[:, None] * w


def _unit(setting: Setting) -> float:
    """What turns A_b into B."""
    return setting.n_bg * (setting.mu_bg or setting.mu_core)


def student_path(setting: Setting, steps: int, both_gates: bool = True) -> StudentPath:
    """The path from small initial weights, step by step with the setting's step size.

    The sums of the strengths are taken to be Gaussian. Nothing is fitted. Without `both_gates`
    ``g_-`` is taken to be 0: least squares on the strengths of one class, without a constant.
    Broken assumptions and activations other than ReLU are refused.
    """
    c, b, weight = _sums(setting)
    rate, target = setting.eta / (4 * setting.width), c / (setting.n_core * setting.mu_core)
    core, bg = START, 0.0
    path = np.empty((2, steps + 1))
    for t in range(steps + 1):
        path[:, t] = core * setting.n_core * setting.mu_core, bg * _unit(setting)
        plus, minus = core * c + bg * b, both_gates * (bg * b - core * c)
        error = weight * (target - np.maximum(plus, 0) + np.maximum(minus, 0))
        one, other = error * (plus > 0), error * (minus > 0)
        core += rate / setting.n_core * float((one + other).sum(axis=1) @ c[:, 0])
        bg += rate / setting.n_bg * float((one - other).sum(axis=0) @ b[0])
    return StudentPath(*path)


def expected_fit_error(setting: Setting, core: float, bg: float, kappa: float) -> float:
    """Fit error at kappa, relative to the teacher's variance, of a student with C and B."""
    c, b, weight = _sums(setting)
    scale = setting.n_core * setting.mu_core
    p, q = core * c / scale, kappa * bg * b / _unit(setting)
    error = c / scale - np.maximum(p + q, 0) + np.maximum(q - p, 0)
    return float((weight * error**2).sum() / (weight * (c / scale) ** 2).sum())

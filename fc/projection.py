"""The gradient projected on each feature, by the gradient-projection identity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fc.features import Batch, strengths_of
from fc.network import Network
from fc.setting import Setting

Array = NDArray[np.float64]


def projections(
    network: Network, setting: Setting, batch: Batch, *, hinge_gate: bool = True
) -> tuple[Array, Array]:
    """``<-grad_k, m_j>`` on core and on background features, by the identity (identity 2.2).

    With ``g = phi'(<w_k, x>) 1{y h < 1}`` and class means E+, E- of the neuron's positive and
    negative class, whose shares are pi+ and pi- (1/2 each in the population):

    - core: ``(y_k / m) (pi+ E+[z_j g] + pi- E-[z_j g]) - lambda <w_k, m_j>``
    - background: ``(1 / m) (pi+ E+[z_j g] - pi- E-[z_j g]) - lambda <w_k, m_j>``

    The features are taken for orthonormal: the weights on features that overlap move along this
    times their Gram matrix.

    Parameters
    ----------
    hinge_gate : bool
        False leaves ``1{y h < 1}`` out of g: right before any margin is met, wrong after.

    Returns
    -------
    core : (m, n_core) array
    bg : (m, n_bg) array
    """
    p = batch.u @ network.v.T
    hidden = np.empty_like(p)
    setting.phi.value(p, hidden)
    open_gate = (batch.y * (hidden @ network.a) < 1) if hinge_gate else np.ones_like(batch.y)
    setting.phi.slope(p, hidden)
    g = hidden * open_gate[:, None]
    z = strengths_of(batch, setting)
    # Share times class mean: a sum over the class divided by the whole batch.
    of_class = {c: g[batch.y == c].T @ z[batch.y == c] / len(batch.y) for c in (1, -1)}
    positive = (network.sign > 0)[:, None]
    e_pos = np.where(positive, of_class[1], of_class[-1])
    e_neg = np.where(positive, of_class[-1], of_class[1])
    scale = 1 / setting.width
    decay = setting.weight_decay * network.v
    core = network.sign[:, None] * scale * (e_pos + e_neg) - decay
    bg = scale * (e_pos - e_neg) - decay
    return core[:, : setting.n_core], bg[:, setting.n_core :]

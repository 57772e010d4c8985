"""The gradient along each feature, by the identity of gradient projection."""

from __future__ import annotations

from fc.model.features import Batch
from fc.model.network import Network
from fc.model.scalars import by_neuron
from fc.model.setting import Setting
from fc.requirements import Array


def projections(
    network: Network, setting: Setting, batch: Batch, *, hinge_gate: bool = True
) -> tuple[Array, Array]:
    """``<-grad_k, m_j>``, (m, n_core) on core, (m, n_bg) on background features (identity 2.2).

    With ``g = phi'(<w_k, x>) 1{y h < 1}`` and class means E+, E- of the neuron's positive and
    negative class, whose shares are pi+ and pi- (1/2 each in the population):

    - core: ``(y_k / m) (pi+ E+[z_j g] + pi- E-[z_j g]) - lambda <w_k, m_j>``
    - background: ``(1 / m) (pi+ E+[z_j g] - pi- E-[z_j g]) - lambda <w_k, m_j>``

    Weights on features that overlap move along this times their Gram matrix.

    Parameters
    ----------
    hinge_gate : bool
        False leaves ``1{y h < 1}`` out of g: right before any margin is met, wrong after.
    """
    p = batch.u @ network.v.T
    g = setting.phi.slope_of(p)
    if hinge_gate:
        g *= (batch.y * (setting.phi.of(p) @ network.a) < 1)[:, None]
    z = batch.u.copy()
    z[:, : setting.n_core] *= batch.y[:, None]
    # Share times class mean: a sum over the class divided by the whole batch.
    of_class = {c: g[batch.y == c].T @ z[batch.y == c] / len(batch.y) for c in (1, -1)}
    e_pos, e_neg = by_neuron(network.sign[:, None], of_class)
    scale, decay = 1 / setting.width, setting.weight_decay * network.v
    core = network.sign[:, None] * scale * (e_pos + e_neg) - decay
    bg = scale * (e_pos - e_neg) - decay
    return core[:, : setting.n_core], bg[:, setting.n_core :]

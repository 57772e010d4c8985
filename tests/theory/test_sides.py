"""The clock of the activity, and late neurons, against the equations integrated step by step."""

import numpy as np
import pytest
from scipy.special import ndtr

from fc.theory.sides import Start, advanced, risk_of_imbalance, sides


def followed(p, n, ratio, time, step, leak=0.0):
    """p and n after this time, by Euler's rule."""
    for _ in range(round(time / step)):
        of_p, of_n = (leak + (1 - leak) * ndtr(x) for x in (p, n))
        p, n = (
            p + step * ((1 + ratio) * of_p + (1 - ratio) * of_n),
            n - step * ((1 + ratio) * of_n + (1 - ratio) * of_p),
        )
    return p, n


@pytest.mark.parametrize("leak", [0.0, 0.1, 1.0])
def test_the_clock_solves_its_equation(leak):
    start = np.array([-30.0, -4, -2, 0, 1, 20])
    p, n = followed(start, start, 1.0, 3.0, 1e-3, leak)
    np.testing.assert_allclose(advanced(start, 6.0, leak), p, atol=0.01)
    np.testing.assert_allclose(advanced(start, -6.0, leak), n, atol=0.01)
    np.testing.assert_allclose(advanced(advanced(start, 6.0, leak), -6.0, leak), start, atol=1e-6)
    assert abs(advanced(start, 6.5, leak) - p).max() > 0.1


def drawn(start, count=3000):
    x_c, x_b = np.random.default_rng(0).standard_normal((2, count))
    return start.bg * x_b + start.core * x_c, start.bg * x_b - start.core * x_c


@pytest.mark.parametrize("ratio", [1.0, 0.5, 0.1])
@pytest.mark.parametrize("step", [0.02, 5.0])
def test_late_neurons_cost_what_the_equations_say(ratio, step):
    """For steps shorter and longer than tau, of the same neurons."""
    start, time = Start(3.0, 3.0 * ratio**0.5, 1.0, step), 200.0
    p = followed(*drawn(start), ratio, time, step)[0]
    found = sides(start, ratio, 0.0, p.mean())
    # Of so many neurons the share that is late is known to a percent.
    assert found.late == pytest.approx(ndtr(-p).mean(), abs=0.025)
    assert found.delay == pytest.approx((1 + ratio) * time / p.mean(), rel=0.025)
    assert found.scatter == pytest.approx(p.std() / p.mean(), rel=0.1, abs=0.02)
    # Control: another spread of the initial weights.
    other = sides(Start(1.0, ratio**0.5, 1.0, step), ratio, 0.0, p.mean())
    assert other.late < found.late / 2


def test_unlike_classes_add_to_the_risk_less_than_without_the_gate():
    """Two classes, one faster by e: dM/dt = (1 +- e) Phi((1 - M)/s) up to the mean margin 1."""
    s, scatter = 0.02, 0.03
    e = scatter * np.random.default_rng(0).standard_normal(4000)
    m, step = np.zeros((2, 4000)), 1e-3
    speed = np.array([1 + e, 1 - e])
    for _ in range(2000):
        m += step * speed * ndtr((1 - m) / s) * (m.mean(axis=0) < 1)
    risk = np.mean((1 - m) * ndtr((1 - m) / s) + s * np.exp(-(((1 - m) / s) ** 2) / 2) / 2.50663)
    added = risk - s / 2.50663
    assert risk_of_imbalance(s, scatter) == pytest.approx(added, rel=0.1)
    x = e / s
    ungated = s * np.mean(x * (ndtr(x) - 0.5) + (np.exp(-(x**2) / 2) - 1) / 2.50663)
    assert ungated > 2 * added
    assert risk_of_imbalance(s, 0.0) == pytest.approx(0, abs=1e-15)

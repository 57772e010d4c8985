"""Linear networks: no drift along the background, and a force against it."""

from fc.theory.identities.gradient import Identity, sp


def linear_drift(
    *,
    past_margin: bool,
    linear: bool = True,
    cancelled: bool = True,
    independent: bool = True,
) -> Identity:
    """A linear network does not move along a background feature (identity 2.3).

    Past the margin this needs ``sum_k a_k w_k`` to have no background part: then ``y h`` is the
    same number for both classes, and so is the gate; else every gate is open. The controls are not
    `linear` (any activation, before the margin), not `cancelled` (``sum_k a_k w_k`` has a
    background part), and not `independent` (the strengths' law depends on the class).
    """
    v, a = sp.symbols("v_j a_k", real=True)
    loss, background = sp.S(0), {}
    phi = (lambda p: p) if linear else sp.Function("phi", real=True)
    for i in "12":
        z, core, p_rest, h_core, h_rest = sp.symbols(f"z{i} c{i} p{i} A{i} b{i}", real=True)
        for y in (1, -1):
            share = sp.Symbol(f"P{i}" if independent else f"P{i}({y})", positive=True)
            # What neuron k and the other neurons add from the core has the sign of the class.
            margin = y * (a * phi(y * core + z * v + p_rest) + y * h_core + h_rest)
            loss += share * (sp.Max(0, 1 - margin) if past_margin else 1 - margin) / 2
        background[h_rest] = -a * (z * v + p_rest)
    drift = -sp.diff(loss, v)
    where = "past" if past_margin else "before"
    return Identity(f"{where} the margin", drift.subs(background) if cancelled else drift, sp.S(0))


def restoring_force(*, sign: int = -1) -> Identity:
    """The background part of a linear network's output never grows (identity 2.3).

    With ``y h = A + y b``, ``b = <beta, z>`` and ``beta = sum_k a_k w_k`` on the background, beta
    moves by ``-(1/m) dL/dbeta``, since ``sum_k a_k^2 = 1/m``; so

    ``(1/2) d|beta|^2/dt = -(1/2m) E[|b| 1{|A - 1| < |b|}]``.

    The atoms of (A, b) are b of either sign with A below, between and above ``1 -+ |b|``. A `sign`
    of +1, for controls, flips the right side.
    """
    width, t = sp.symbols("m t", positive=True)
    loss, size = sp.S(0), sp.S(0)
    for i, (side, place) in enumerate((b, r) for b in (1, -1) for r in (-1, 0, 1)):
        share, b, far = sp.symbols(f"P{i} b{i} c{i}", positive=True)
        core = 1 + place * (b + far) if place else 1 + b * (1 - far) / (1 + far)
        for y in (1, -1):
            loss += share * sp.Max(0, 1 - core - y * t * side * b) / 2
        size += 0 if place else share * b
    left = -sp.diff(loss, t).subs(t, 1) / width
    gates = left.atoms(sp.Heaviside)
    left = left.subs({gate: sp.Heaviside(sp.factor(gate.args[0])) for gate in gates})
    return Identity("d|beta|^2/dt / 2", left, sign * size / (2 * width))


def restoring_rate(*, sign: int = -1) -> Identity:
    """The force on ``beta_j`` to first order in beta (identity 2.3).

    For independent strengths, and A independent of them with density f,
    ``d beta_j/dt = -(f(1)/m) (mu_j sum_i mu_i beta_i + sigma_j^2 beta_j)``. A `sign` of +1, for
    controls, flips the right side.
    """
    width, t = sp.symbols("m t", positive=True)
    z, mu, sigma, beta = (
        sp.symbols(f"{name}1:4", real=True) for name in ("z", "mu", "sigma", "beta")
    )
    below, b = sp.Function("F"), t * sum(w * x for w, x in zip(beta, z, strict=True))
    # The gate is open if A < 1 - b in class +1, and if A < 1 + b in class -1.
    force = z[0] * (below(1 - b) - below(1 + b)) / (2 * width)
    left = sp.expand(sp.diff(force, t).subs(t, 0).doit())
    left = left.subs({x**2: m**2 + s**2 for x, m, s in zip(z, mu, sigma, strict=True)})
    left = left.subs(dict(zip(z, mu, strict=True)))
    push = mu[0] * sum(m * w for m, w in zip(mu, beta, strict=True)) + sigma[0] ** 2 * beta[0]
    return Identity("d beta_1/dt", left, sign * below(sp.S(1)).fdiff() / width * push)

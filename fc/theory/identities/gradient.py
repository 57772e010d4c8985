"""What an identity is; the reduction and the projected gradient, for any activation and weights."""

from typing import Any, NamedTuple

from fc.requirements import Lazy

sp = Lazy("sympy")


class Identity(NamedTuple):
    """Two sympy expressions that are claimed to be equal."""

    name: str
    left: Any
    right: Any

    @property
    def holds(self) -> bool:
        """Whether sympy reduces the difference of the two sides to 0."""
        difference = sp.expand(self.left - self.right)
        return bool(difference == 0 or sp.simplify(difference.rewrite(sp.erf)) == 0)


def sign_of(group: str, y: int) -> int:
    """``e_j``: what class y multiplies the strength of a feature by."""
    if group not in ("core", "background"):
        raise ValueError(f"group must be core or background, got {group!r}")
    return y if group == "core" else 1


def reduction(*, orthonormal: bool = True) -> tuple[Identity, ...]:
    """SGD closes in ``v = M^T w``, and what is outside span(M) only decays (identity 2.1).

    Vectors and matrices are non-commuting symbols, so d and d0 are arbitrary. The weights are
    ``w = M v + r`` with ``M^T r = 0``, the input is ``x = M u``. Unless `orthonormal`, for
    controls, ``M^T M = I`` is not used.
    """
    m, mt, v, vt, r, rt, u = sp.symbols("M M^T v v^T r r^T u", commutative=False)
    eta, decay, a, y, p, rest = sp.symbols("eta lambda a y p h_rest", real=True)
    rules = {rt * m: 0, mt * r: 0} | ({mt * m: 1} if orthonormal else {})
    loss = sp.Max(0, 1 - y * (a * sp.Function("phi", real=True)(p) + rest))
    pull = -sp.diff(loss, p)  # The gradient is a multiple of x = M u.
    step = m * v + r + eta * (pull * m * u - decay * (m * v + r))
    inside = sp.expand(mt * step).subs(rules)
    outside = sp.expand(step - m * mt * step).subs(rules)
    return (
        Identity("<w, x> = <v, u>", sp.expand((vt * mt + rt) * m * u).subs(rules), vt * u),
        Identity("the step of M^T w", inside, v + eta * (pull * u - decay * v)),
        Identity("the step of w - M M^T w", outside, (1 - eta * decay) * r),
    )


def gradient_projection(
    group: str, y_k: int = 1, *, classes: int | None = None, hinge_gate: bool = True
) -> Identity:
    """``<-grad_k, m_j>`` by E+ and E-, for any activation and any weights (identity 2.2).

    The left side is the derivative of the expected loss, the right side the formula with
    ``g = phi'(<w_k, x>) 1{y h < 1}``, for ``"core"`` or ``"background"`` and the neuron's positive
    class `y_k`, +1 or -1. The controls: `classes` +1 adds E+ and E-, as is right for core, and -1
    subtracts them; without `hinge_gate` g has no ``1{y h < 1}``.
    """
    v, width, decay = sp.symbols("v_j m lambda", real=True)
    phi = sp.Function("phi", real=True)
    loss, mean = decay * v**2 / 2, {1: sp.S(0), -1: sp.S(0)}
    for i in "12":
        share, z = sp.symbols(f"P{i} z{i}", real=True)
        for y in (1, -1):
            p_rest, h_rest = sp.symbols(f"p{i}({y}) h{i}({y})", real=True)
            p = sign_of(group, y) * z * v + p_rest
            margin = y * (y_k * phi(p) / width + h_rest)
            loss += share * sp.Max(0, 1 - margin) / 2
            gate = sp.Heaviside(1 - margin) if hinge_gate else 1
            mean[y * y_k] += share * z * phi(p).fdiff() * gate
    combined = mean[1] + (classes or (1 if group == "core" else -1)) * mean[-1]
    right = (y_k if group == "core" else 1) * combined / (2 * width) - decay * v
    return Identity(f"{group}, y_k = {y_k:+d}", -sp.diff(loss, v), right)

// Population dynamics: the expected gradient step, closed by four scalars a neuron, as in
// `fc.model.scalars` and `fc.theory.population.dynamics`. A state is { core, bg, a } with core = { total, square }:
// sum_j v_kj and sum_j v_kj^2 of every neuron k; a = +-1/m.

import { density, ndtr, owensT } from "./gaussian.mjs";

const FAR = 7; // standard deviations beyond which a margin or a change of side is ignored

// Squared length of what is orthogonal to the group's all-ones direction.
export function across(part, { n }) {
  return part.square.map((square, k) => Math.max(square - part.total[k] ** 2 / n, 0));
}

// Pre-activations p_k and the mean margin E[y h] on the inputs of class y, background scaled.
export function side(state, { core, bg, leak }, y, kappa = 1) {
  const mean = state.a.map(
    (_, k) => y * core.mean * state.core.total[k] + kappa * bg.mean * state.bg.total[k],
  );
  const spread = state.a.map((_, k) => {
    const square = core.variance * state.core.square[k] + kappa ** 2 * bg.variance * state.bg.square[k];
    return Math.sqrt(Math.max(square, 1e-60));
  });
  const active = mean.map((p, k) => ndtr(p / spread[k]));
  let margin = 0;
  mean.forEach((p, k) => {
    const ramp = p * active[k] + spread[k] * density(p / spread[k]);
    margin += y * state.a[k] * (leak * p + (1 - leak) * ramp);
  });
  return { y, mean, spread, active, margin };
}

// Joint law of a neuron's activity p >= 0 and of the hinge gate r = y h < 1, given the class;
// z is the mean of p over its deviation, room is 1 - E[r] over that of r, rho their correlation.
function gate(active, z, room, isOpen, rho) {
  const certain = z > 0 ? 1 : 0;
  if (Math.abs(z) >= FAR) return { both: isOpen * certain, openAtKink: 0, activeAtMargin: certain };
  rho = Math.min(Math.max(rho, -1 + 1e-9), 1 - 1e-9);
  // The law is continuous where the bounds are 0, the quotients that it is computed from are not.
  const [h, k] = [z || 1e-300, room || 1e-300];
  const root = Math.sqrt(1 - rho * rho);
  const [gh, gk] = [(k + rho * h) / root, (h + rho * k) / root];
  const [openAtKink, activeAtMargin] = [ndtr(gh), ndtr(gk)];
  const t = owensT(h, gh, active, openAtKink) + owensT(k, gk, isOpen, activeAtMargin);
  const opposite = h < 0 !== k < 0 ? 1 : 0;
  return { both: 0.5 * (active + isOpen - opposite) - t, openAtKink, activeAtMargin };
}

// After v_k <- grow_k v_k + push_k 1.
function moved(part, grow, push, { n }) {
  return {
    total: part.total.map((total, k) => grow[k] * total + n * push[k]),
    square: part.square.map(
      (square, k) =>
        grow[k] ** 2 * square + 2 * grow[k] * push[k] * part.total[k] + n * push[k] ** 2,
    ),
  };
}

// One step of size eta along the expected gradient, hinge gate included: with r = y h and
// P = E[phi'(p_k) 1{r < 1}], the mean of z_j phi'(p_k) 1{r < 1} given the class is
// mu P + Cov(z_j, p_k) f_p(0) P(r < 1 | p_k = 0) (1 - leak) - Cov(z_j, r) f_r(1) E[phi'(p_k) | r = 1].
export function expectedStep(state, setting, sides) {
  const { core, bg, leak, eta } = setting;
  const [acrossCore, acrossBg] = [across(state.core, core), across(state.bg, bg)];
  const [growCore, growBg] = [state.a.map(() => 1), state.a.map(() => 1)];
  const [pushCore, pushBg] = [state.a.map(() => 0), state.a.map(() => 0)];
  for (const { y, mean, spread, active, margin } of sides) {
    const slope = active.map((q) => leak + (1 - leak) * q);
    const w = state.a.map((a, k) => a * slope[k]);
    // Cov(z_j, r) over sigma_j^2, the same for all features of a group up to what lies across it.
    const dot = (values) => w.reduce((sum, weight, k) => sum + weight * values[k], 0);
    const dot2 = (values) => w.reduce((sum, weight, k) => sum + weight ** 2 * values[k], 0);
    const hCore = dot(state.core.total) / core.n;
    const hBg = (y * dot(state.bg.total)) / bg.n;
    const variance =
      core.variance * (core.n * hCore ** 2 + dot2(acrossCore)) +
      bg.variance * (bg.n * hBg ** 2 + dot2(acrossBg));
    const sd = Math.max(Math.sqrt(variance), 1e-30);
    const room = (1 - margin) / sd;
    const [isOpen, height] = [ndtr(room), density(room) / sd];
    for (let k = 0; k < w.length; k++) {
      const z = mean[k] / spread[k];
      let [both, atGate, atMargin] = [slope[k], ((1 - leak) * density(z)) / spread[k], 0];
      if (room <= FAR) {
        const cov =
          y * core.variance * (state.core.total[k] * hCore + w[k] * acrossCore[k]) +
          bg.variance * (state.bg.total[k] * hBg + y * w[k] * acrossBg[k]);
        const law = gate(active[k], z, room, isOpen, cov / (spread[k] * sd));
        both = leak * isOpen + (1 - leak) * law.both;
        atGate *= law.openAtKink;
        atMargin = height * (leak + (1 - leak) * law.activeAtMargin);
      }
      const pull = (eta * state.a[k]) / 2;
      growCore[k] += pull * y * core.variance * atGate;
      pushCore[k] += pull * (core.mean * both - core.variance * hCore * atMargin);
      growBg[k] += pull * y * bg.variance * atGate;
      pushBg[k] += pull * y * (bg.mean * both - bg.variance * hBg * atMargin);
    }
  }
  return {
    core: moved(state.core, growCore, pushCore, core),
    bg: moved(state.bg, growBg, pushBg, bg),
    a: state.a,
  };
}

// Train on the expected gradient for ever; yields each step before its update.
export function* population(setting, state) {
  for (let t = 0; ; t++) {
    const sides = [side(state, setting, 1), side(state, setting, -1)];
    yield { t, state, margin: (sides[0].margin + sides[1].margin) / 2 };
    state = expectedStep(state, setting, sides);
  }
}

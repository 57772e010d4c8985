// Finite-size laws of a neuron that is alive at initialisation, at T2, with no fitted number:
// `fc.theory.laws` for uniform strengths. A group of n equal features has S = n mu^2, V = n sigma^2 mu^2.

import { ndtr, normalGrid, rampMean } from "./gaussian.mjs";

const { nodes: NODES, weights: WEIGHTS } = normalGrid(6, 401);
const GATE_DELAY = 0.5858954911605793; // int_0^inf (1/Phi(x) - 1) dx

const sums = ({ n, mean, variance }) => ({ s: n * mean ** 2, v: n * variance * mean ** 2 });

// q-: the root of q = Phi(M/tau) for a neuron that has grown far, by bisection.
function activeNeg(core, bg, a) {
  let [low, high] = [0, 1];
  for (let round = 0; round < 60; round++) {
    const q = (low + high) / 2;
    const [up, down] = [1 + a + (1 - a) * q, (1 - a) * (1 - q)];
    const spread = Math.sqrt(core.v * up ** 2 + bg.v * down ** 2);
    if (ndtr((bg.s * down - core.s * up) / spread) > q) low = q;
    else high = q;
  }
  return (low + high) / 2;
}

export function law(setting) {
  const a = setting.leak;
  const [core, bg] = [sums(setting.core), sums(setting.bg)];
  const q = activeNeg(core, bg, a);
  // rho = B/C, and the spread over inputs of the core's and the background's part over their means.
  const rho = ((bg.s / core.s) * (1 - a) * (1 - q)) / (1 + a + (1 - a) * q);
  const spreadC = Math.sqrt(core.v) / core.s;
  const spreadB = bg.s ? Math.sqrt(bg.v) / bg.s : 0;
  // C + B - a (B - C) - (1 - a) G(B - C, tau_1) = 2, linear in C.
  const ramp = rampMean(rho - 1, Math.hypot(spreadC, rho * spreadB));
  const C = 2 / (1 + rho - a * (rho - 1) - (1 - a) * ramp);
  const B = rho * C;
  const boundary = rho ? -1 / rho : -Infinity;
  const marginSpread = Math.hypot(((1 + a) / 2) * C * spreadC, ((1 - a) / 2) * B * spreadB);
  const drift = (setting.eta / (2 * setting.width)) * core.s * (1 + a + (1 - a) * q);
  const t2 = (C / drift) * (1 + marginSpread * GATE_DELAY);

  // E[(1 - M)_+] over the two normal parts of an input.
  function risk(kappa) {
    let sum = 0;
    for (let i = 0; i < NODES.length; i++) {
      const up = C * (1 + spreadC * NODES[i]);
      let inner = 0;
      for (let j = 0; j < NODES.length; j++) {
        const b = kappa * B * (1 + spreadB * NODES[j]);
        const ramps = (Math.max(up + b, 0) - Math.max(b - up, 0)) / 2;
        inner += WEIGHTS[j] * Math.max(1 - (a * up + (1 - a) * ramps), 0);
      }
      sum += WEIGHTS[i] * inner;
    }
    return sum;
  }

  // P(M < 0) + P(M = 0) / 2: a silent network guesses.
  function error(kappa) {
    if (a) return ndtr(-1 / spreadC);
    const spread = Math.max(Math.abs(kappa) * B * spreadB, 1e-30);
    return NODES.reduce((sum, x, i) => {
      const up = C * (1 + spreadC * x);
      const silent = ndtr((-Math.abs(up) - kappa * B) / spread);
      return sum + WEIGHTS[i] * (up > 0 ? silent / 2 : 1 - silent / 2);
    }, 0);
  }

  // The kappa at which the hinge risk reaches a level, without the spread over inputs (rho <= 1):
  // the risk is B (1 - kappa)(1 - a) / 2 until it saturates at 1 - a C.
  const kappaAt = (level) => level > 1 - a * C ? -Infinity : 1 - (2 * level) / (B * (1 - a));

  return { q, rho, C, B, boundary, t2, risk, error, kappaAt };
}

// What takes a setting out of the range in which the laws were compared with SGD, or null.
export function obstacle(setting) {
  const { n_core, n_bg, width, d, d0, core, bg } = setting;
  if (n_core < 32) return `n_core is below 32`;
  if (width < 64) return `the width is below 64`;
  if (d < 1000 * d0) return `d is below 1000 (n_core + n_bg) = ${1000 * d0}`;
  if (n_bg < 4) return `n_bg is below 4`;
  if (bg.variance > bg.mean ** 2) return `the background strengths vary by more than their mean`;
  if (bg.variance < (bg.mean / 2) ** 2) return `the background strengths vary by less than half their mean`;
  if (sums(bg).s > sums(core).s * (1 + 1e-9)) return `the background is stronger than the core`;
  const few = (32 * sums(bg).s) / sums(core).s;
  if (n_bg < few * (1 - 1e-9)) return `n_bg is below 32 S_b / S_c = ${few.toFixed(1)}`;
  const { t2, risk } = law(setting);
  const fewest = Math.max(100, 1.5 / risk(1));
  if (t2 < fewest) return `T₂ comes within ${Math.round(fewest)} steps`;
  return null;
}

// Finite-size laws of a network at T2, with no fitted number: `fc.theory.laws` for uniform
// strengths. A group of n equal features has S = n mu^2, V = n sigma^2 mu^2.

import { ndtr, normalGrid } from "./gaussian.mjs";
import { pair, ROUGH } from "./pair.mjs";
import { riskOfImbalance, sides } from "./sides.mjs";

const { nodes: NODES, weights: WEIGHTS } = normalGrid(6, 401);

const sums = ({ n, mean, variance }) => ({ s: n * mean ** 2, v: n * variance * mean ** 2 });

// What is known of a pair: rho = B/C and what follows, for a curve over many settings.
export function roughly(setting) {
  const a = setting.leak;
  const { C, B } = pair(sums(setting.core), sums(setting.bg), a, ROUGH);
  const rho = B / C;
  // The kappa at which the hinge risk reaches a level, without the spread over inputs (rho <= 1):
  // the risk is B (1 - kappa)(1 - a) / 2 until it saturates at 1 - a C.
  const kappaAt = (level) => level > 1 - a * C ? -Infinity : 1 - (2 * level) / (B * (1 - a));
  return { rho, boundary: rho ? -1 / rho : -Infinity, kappaAt };
}

export function law(setting) {
  const a = setting.leak;
  const [core, bg] = [sums(setting.core), sums(setting.bg)];
  const { C, B, q, time } = pair(core, bg, a);
  const rho = B / C;
  // The spread over inputs of the core's and of the background's part, over their means.
  const spreadC = Math.sqrt(core.v) / core.s;
  const spreadB = bg.s ? Math.sqrt(bg.v) / bg.s : 0;
  const boundary = rho ? -1 / rho : -Infinity;
  const marginSpread = Math.hypot(((1 + a) / 2) * C * spreadC, ((1 - a) / 2) * B * spreadB);
  const unit = (2 * setting.width) / setting.eta;
  // Of the initial weights: deviations of C_k and B_k over that of a pre-activation, tau.
  const total = Math.sqrt(setting.core.n * setting.core.variance + setting.bg.n * setting.bg.variance);
  const tau = total / Math.sqrt(setting.d);
  const start = { core: Math.sqrt(core.s) / total, bg: Math.sqrt(bg.s) / total, step: core.s / (unit * tau) };
  const { delay, scatter } = sides(start, bg.s / core.s, a, (C + B) / tau);
  const t2 = unit * time * delay;

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

  // Late neurons leave the classes with unlike margins, and T2 is a whole number of steps.
  const unlike = riskOfImbalance(marginSpread, scatter / Math.sqrt(setting.width));
  const riskId = Math.max(risk(1) + unlike - 1 / (8 * t2), 0);

  return { q, rho, C, B, boundary, t2, risk, riskId, error };
}

// What takes a setting out of the range in which the laws were compared with SGD, or null.
export function obstacle(setting) {
  const { n_core, n_bg, width, d, d0, core, bg } = setting;
  if (n_core < 32) return `n_core is below 32`;
  if (width < 64) return `the width is below 64`;
  if (d < 2000 * d0) return `d is below 2000 (n_core + n_bg) = ${2000 * d0}`;
  if (n_bg < 4) return `n_bg is below 4`;
  if (bg.variance > bg.mean ** 2) return `the background strengths vary by more than their mean`;
  if (sums(bg).s > sums(core).s * (1 + 1e-9)) return `the background is stronger than the core`;
  const few = (32 * sums(bg).s) / sums(core).s;
  if (n_bg < few * (1 - 1e-9)) return `n_bg is below 32 S_b / S_c = ${few.toFixed(1)}`;
  const { t2, risk } = law(setting);
  const fewest = Math.max(100, 1.5 / risk(1));
  if (t2 < fewest) return `T₂ comes within ${Math.round(fewest)} steps`;
  return null;
}

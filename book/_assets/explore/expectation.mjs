// What the dynamics expects to be measured on a state, as in `fc.expectation`: h is nearly a
// function of two sums, of the core and of the background strengths of an input. So the means
// condition on these two, and only the rest of h counts as Gaussian.

import { ndtr, normalGrid, rampMean, rampMoments } from "./gaussian.mjs";
import { across, side } from "./population.mjs";

// The grid of the package, and every second node of it: four times as quick, for the curves.
const FINE = normalGrid(5, 61);
export const COARSE = normalGrid(5, 31);

// C_k = y_k sum_core mu <w_k, m_j> and B_k = sum_bg mu <w_k, m_j>.
export function correlations(state, { core, bg }) {
  return {
    C: state.core.total.map((total, k) => Math.sign(state.a[k]) * core.mean * total),
    B: state.bg.total.map((total) => bg.mean * total),
  };
}

// q+_k and q-_k: how often neuron k is active on its positive and on its negative class.
export function activities(state, setting) {
  const [up, down] = [side(state, setting, 1).active, side(state, setting, -1).active];
  return {
    pos: state.a.map((a, k) => (a > 0 ? up[k] : down[k])),
    neg: state.a.map((a, k) => (a > 0 ? down[k] : up[k])),
  };
}

// Hinge risk E[(1 - y h)_+] and 0-1 error P(y h < 0) + P(h = 0) / 2, background scaled by kappa.
export function riskAndError(state, setting, kappa) {
  const work = riskInSlices(state, setting, kappa);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

// The same for who must not be kept waiting: yields after each value of the core's sum.
export function* riskInSlices(state, setting, kappa, { nodes, weights: shares } = FINE) {
  const { core, bg, leak } = setting;
  const [restCore, restBg] = [across(state.core, core), across(state.bg, bg)];
  const spread = restCore.map((rest, k) =>
    Math.sqrt(Math.max(core.variance * rest + kappa ** 2 * bg.variance * restBg[k], 1e-60)),
  );
  // In units of the spread, pre-activations are coreSum * fromCore + bgSum * fromBg.
  const fromCore = state.core.total.map((total, k) => total / spread[k]);
  const fromBg = state.bg.total.map((total, k) => total / spread[k]);
  const weights = state.a.map((a, k) => a * spread[k]);
  const atCore = new Float64Array(weights.length);
  let [risk, error] = [0, 0];
  for (const y of [1, -1]) {
    for (let i = 0; i < nodes.length; i++) {
      const coreSum = y * (core.mean + Math.sqrt(core.variance / core.n) * nodes[i]);
      for (let k = 0; k < atCore.length; k++) atCore[k] = coreSum * fromCore[k];
      for (let j = 0; j < nodes.length; j++) {
        const bgSum = kappa * (bg.mean + Math.sqrt(bg.variance / bg.n) * nodes[j]);
        const { mean, sd, silent } = output(atCore, bgSum, fromBg, weights, leak);
        const weight = (shares[i] * shares[j]) / 2;
        const wrong = ndtr((-y * mean) / Math.max(sd, 1e-30));
        risk += weight * rampMean(1 - y * mean, sd);
        error += weight * ((1 - silent) * wrong + silent / 2);
      }
      yield;
    }
  }
  return { risk, error };
}

const OF_RAMP = new Float64Array(3);

// h given the two sums: mean, deviation, P(h = 0).
function output(atCore, bgSum, fromBg, weights, leak) {
  const rest = 1 - leak;
  let [mean, variance, silent] = [0, 0, leak === 0 ? 1 : 0];
  for (let k = 0; k < weights.length; k++) {
    const z = atCore[k] + bgSum * fromBg[k];
    rampMoments(z, OF_RAMP);
    // Of leak p + (1 - leak) p_+ with p = z + X, where p p_+ = p_+^2.
    const hidden = leak * z + rest * OF_RAMP[1];
    const second = leak * leak * (z * z + 1) + (1 - leak * leak) * OF_RAMP[2];
    mean += weights[k] * hidden;
    variance += Math.max(second - hidden * hidden, 0) * weights[k] * weights[k];
    silent *= 1 - OF_RAMP[0];
  }
  return { mean, sd: Math.sqrt(variance), silent };
}

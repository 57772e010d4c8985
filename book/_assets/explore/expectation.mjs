// What the dynamics expects to be measured on a state, as in `fc.expectation`: h is nearly a
// function of two sums, of the core and of the background strengths of an input. So the means
// condition on these two, and only the rest of h counts as Gaussian.

import { density, ndtr, normalGrid, rampMean } from "./gaussian.mjs";
import { across, side } from "./population.mjs";

const { nodes: NODES, weights: WEIGHTS } = normalGrid(5, 61);
const SURE = 9; // deviations at which Phi is 0 or 1 and phi below 1e-17

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
  const { core, bg, leak } = setting;
  const [restCore, restBg] = [across(state.core, core), across(state.bg, bg)];
  const spread = restCore.map((rest, k) =>
    Math.sqrt(Math.max(core.variance * rest + kappa ** 2 * bg.variance * restBg[k], 1e-60)),
  );
  let [risk, error] = [0, 0];
  for (const y of [1, -1]) {
    NODES.forEach((coreNode, i) => {
      const coreSum = core.mean + Math.sqrt(core.variance / core.n) * coreNode;
      const fromCore = state.core.total.map((total) => y * coreSum * total);
      NODES.forEach((bgNode, j) => {
        const bgSum = kappa * (bg.mean + Math.sqrt(bg.variance / bg.n) * bgNode);
        const { mean, sd, silent } = output(fromCore, bgSum, state, spread, leak);
        const weight = (WEIGHTS[i] * WEIGHTS[j]) / 2;
        const wrong = ndtr((-y * mean) / Math.max(sd, 1e-30));
        risk += weight * rampMean(1 - y * mean, sd);
        error += weight * ((1 - silent) * wrong + silent / 2);
      });
    });
  }
  return { risk, error };
}

// h given the two sums: mean, deviation, P(h = 0).
function output(fromCore, bgSum, { bg, a }, spread, leak) {
  let mean = 0;
  let variance = 0;
  let silent = leak === 0 ? 1 : 0;
  for (let k = 0; k < a.length; k++) {
    const p = fromCore[k] + bgSum * bg.total[k];
    const s = spread[k];
    const z = p / s;
    // E[p_+] and E[p_+^2], where p p_+ = p_+^2.
    let ramp = 0;
    let rampSquare = 0;
    let active = 0;
    if (z > SURE) {
      ramp = p;
      rampSquare = p * p + s * s;
      active = 1;
    } else if (z > -SURE) {
      active = ndtr(z);
      const height = s * density(z);
      ramp = p * active + height;
      rampSquare = (p * p + s * s) * active + p * height;
    }
    const hidden = leak * p + (1 - leak) * ramp;
    const second = leak * leak * (p * p + s * s) + (1 - leak * leak) * rampSquare;
    mean += a[k] * hidden;
    variance += Math.max(second - hidden * hidden, 0) * a[k] * a[k];
    silent *= 1 - active;
  }
  return { mean, sd: Math.sqrt(variance), silent };
}

// One neuron of each class, followed from nothing to the margin: `fc.theory.pair`.

import { below, density, gaussNodes, ndtr, rampMean } from "./gaussian.mjs";

const REACH = 6.5;
const FIRST = 0.01; // C at the start
const [LEAST_SPREAD, TINY] = [1e-4, 1e-12]; // of a part of an input over its mean; what is 0
const FINE = { count: 24, tolerance: 1e-10 };
export const ROUGH = { count: 12, tolerance: 1e-6 };

// q- before any margin is met: the root of q = Phi(M/tau), by bisection.
function activeNeg({ core, bg }, a) {
  let [low, high] = [0, 1];
  for (let round = 0; round < 60; round++) {
    const q = (low + high) / 2;
    const [up, down] = [1 + a + (1 - a) * q, (1 - a) * (1 - q)];
    const spread = Math.sqrt(core.v * up ** 2 + bg.v * down ** 2);
    if (below((bg.s * down - core.s * up) / spread) > q) low = q;
    else high = q;
  }
  return (low + high) / 2;
}

const probability = (z) => (z === Infinity ? 1 : ndtr(z));

// C' and B' in units of 2 m / eta, E[y h] and q, of a pair of these C and B.
function view({ core, bg, leak, nodes }, C, B) {
  const sdC = C * Math.max(Math.sqrt(core.v) / core.s, LEAST_SPREAD);
  const sdB = Math.max(B, TINY) * Math.max(Math.sqrt(bg.v) / Math.max(bg.s, TINY), LEAST_SPREAD);
  const kinks = [1, (2 - (1 - leak) * B) / (1 + leak)];
  const ends = kinks.map((kink) => Math.min(Math.max((kink - C) / sdC, -REACH), REACH));
  const edges = [-REACH, Math.min(...ends), Math.max(...ends), REACH];
  let [pushC, pushB, margin, q] = [0, 0, 0, 0];
  for (let i = 0; i < 3; i++) {
    const [half, middle] = [(edges[i + 1] - edges[i]) / 2, (edges[i + 1] + edges[i]) / 2];
    if (!half) continue;
    for (const [node, share] of nodes) {
      const x = half * node + middle;
      const weight = half * share * density(x);
      const a = C + sdC * x;
      const closed = a < 1 ? Infinity : ((2 - (1 + leak) * a) / Math.max(1 - leak, TINY) - B) / sdB;
      const over = (B - a) / sdB;
      const [counts, awake] = [probability(closed), ndtr(over)];
      const open = a < 1 ? 1 : 0;
      pushC += weight * a * ((1 + leak) * counts + (1 - leak) * open * awake);
      pushB += weight * (B * (counts - open * awake) - sdB * (density(closed) + open * density(over)));
      margin += weight * (a - ((1 - leak) / 2) * rampMean(a - B, sdB));
      q += weight * awake;
    }
  }
  const grown = [(core.s / C) * pushC, (bg.s / Math.max(B, TINY)) * (1 - leak) * pushB];
  return { grown, margin, q };
}

// Runge and Kutta's method of Dormand and Prince; the last row is the step, of the fifth order.
const STAGES = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

function advance(push, from, first, step) {
  const slopes = [first];
  let to = from;
  const along = (row) => from.map((x, i) => x + step * row.reduce((sum, w, s) => sum + w * slopes[s][i], 0));
  for (const row of STAGES) {
    to = along(row);
    slopes.push(push(to));
  }
  const off = along(ERROR).map((x, i) => Math.abs(x - from[i]) / Math.max(Math.abs(to[i]), FIRST));
  return { to, slope: slopes.at(-1), error: Math.max(...off) };
}

// C, B, q and, over 2 m / eta, the steps, when the mean margin of the pair is 1.
export function pair(core, bg, leak, { count, tolerance } = FINE) {
  const nodes = gaussNodes(count).flatMap(([x, weight]) => [[x, weight], [-x, weight]]);
  const of = { core, bg, leak, nodes };
  const early = activeNeg(of, leak);
  const ratio = ((bg.s / core.s) * (1 - leak) * (1 - early)) / (1 + leak + (1 - leak) * early);
  let at = [FIRST, ratio * FIRST];
  const push = ([C, B]) => view(of, C, B).grown;
  let slope = push(at);
  let time = FIRST / slope[0];
  const missing = ([C, B]) => 1 - view(of, C, B).margin;
  for (let step = time; step > 0; ) {
    const { to, slope: next, error } = advance(push, at, slope, step);
    if (error <= tolerance) {
      if (missing(to) <= 0) {
        const last = (part) => advance(push, at, slope, part).to;
        const part = root((size) => missing(last(size)), 0, step);
        const [C, B] = last(part);
        return { C, B, q: view(of, C, B).q, time: time + part };
      }
      [at, slope, time] = [to, next, time + step];
    }
    step *= Math.min(Math.max(0.9 * (tolerance / (error + 1e-30)) ** 0.2, 0.2), 5);
  }
  return { C: NaN, B: NaN, q: NaN, time: NaN }; // there is no such pair
}

// Where f, of one sign at low and of the other at high, is 0: false position, Illinois.
export function root(f, low, high) {
  let [atLow, atHigh] = [f(low), f(high)];
  for (let round = 0; round < 100 && Math.abs(high - low) > 1e-13 * Math.abs(high); round++) {
    const middle = high - (atHigh * (high - low)) / (atHigh - atLow);
    const found = f(middle);
    if (found * atHigh < 0) [low, atLow] = [high, atHigh];
    else atLow /= 2;
    [high, atHigh] = [middle, found];
    if (!found) break;
  }
  return high;
}

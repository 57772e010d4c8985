// When neurons take their side, and what the late ones cost at T2: `fc.theory.sides`.

import { below, density, ndtr, normalGrid, rampMean } from "./gaussian.mjs";
import { root } from "./pair.mjs";

const HALF = 2400; // GRID has so many intervals on either side of 0
const WIDTH = 12 / HALF;
const GRID = Float64Array.from({ length: 2 * HALF + 1 }, (_, i) => (i - HALF) * WIDTH);
const BELOW = GRID.map(below);
const FIRST_STEPS = 8;
const [FINE, COARSE, OUTPUTS] = [normalGrid(6, 401), normalGrid(4, 25), normalGrid(5, 101)];

// From 0 to each point of the grid.
function integral(values) {
  const sums = new Float64Array(values.length);
  for (let i = 1; i <= HALF; i++) {
    const [up, down] = [HALF + i, HALF - i];
    sums[up] = sums[up - 1] + ((values[up] + values[up - 1]) / 2) * WIDTH;
    sums[down] = sums[down + 1] - ((values[down] + values[down + 1]) / 2) * WIDTH;
  }
  return sums;
}

// The value of a table at x, held at its ends, and the x of a value.
function valueAt(table, x) {
  const place = Math.min(Math.max(x / WIDTH + HALF, 0), 2 * HALF);
  const i = Math.min(Math.floor(place), 2 * HALF - 1);
  return table[i] + (place - i) * (table[i + 1] - table[i]);
}

function placeOf(table, value) {
  let [low, high] = [0, 2 * HALF];
  if (value <= table[low]) return GRID[low];
  if (value >= table[high]) return GRID[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table[middle] <= value) low = middle;
    else high = middle;
  }
  return GRID[low] + (WIDTH * (value - table[low])) / (table[high] - table[low]);
}

const clocks = new Map();
function clock(leak) {
  if (!clocks.has(leak)) {
    const pace = BELOW.map((phi) => leak + (1 - leak) * phi);
    clocks.set(leak, { table: integral(pace.map((s) => 1 / s)), slowest: pace[0] });
  }
  return clocks.get(leak);
}

// Where p' = s(p) leads in this time, which may be negative.
function advanced(p, time, { table, slowest }) {
  const at = valueAt(table, p) + Math.max(p - 12, 0) - Math.max(-12 - p, 0) / slowest + time;
  return placeOf(table, at) + Math.max(at - table[2 * HALF], 0) - Math.max(table[0] - at, 0) * slowest;
}

// T2 over that of neurons on their side, and the deviation over the mean of C_k + B_k at T2.
export function sides(start, ratio, leak, goal) {
  const total = Math.hypot(start.core, start.bg);
  const step = Math.min(start.step, goal / (1 + ratio) / (4 * FIRST_STEPS));
  const slopeOf = (z) => step * (leak + (1 - leak) * ndtr(z));
  const count = COARSE.nodes.length;
  const p = new Float64Array(FINE.nodes.length * count);
  const [n, weights] = [new Float64Array(p.length), new Float64Array(p.length)];
  for (let i = 0; i < p.length; i++) {
    const [row, column] = [Math.floor(i / count), i % count];
    weights[i] = FINE.weights[row] * COARSE.weights[column];
    p[i] = total * FINE.nodes[row];
    n[i] = (p[i] * (start.bg ** 2 - start.core ** 2)) / total ** 2;
    n[i] += ((2 * start.core * start.bg) / total) * COARSE.nodes[column];
    for (let round = 0; round < FIRST_STEPS; round++) {
      const [up, down] = [slopeOf(p[i]), slopeOf(n[i])];
      p[i] += (1 + ratio) * up + (1 - ratio) * down;
      n[i] -= (1 + ratio) * down + (1 - ratio) * up;
    }
  }
  const share = (1 - ratio) / (1 + ratio);
  const pace = clock(leak);
  const at = (time) => {
    const later = (1 + ratio) * (time - FIRST_STEPS * step);
    return p.map((x, i) => advanced(x + share * (n[i] - advanced(n[i], -later, pace)), later, pace));
  };
  const mean = (values) => values.reduce((sum, value, i) => sum + weights[i] * value, 0);
  let most = goal;
  while (mean(at(most)) < goal) most *= 2;
  const time = root((t) => mean(at(t)) - goal, most === goal ? 0 : most / 2, most);
  const scatter = Math.sqrt(mean(at(time).map((x) => (x - goal) ** 2))) / goal;
  return { delay: ((1 + ratio + leak * (1 - ratio)) * time) / goal, scatter };
}

let imbalance = null;

// What is added to the hinge risk by classes of unlike margins, of mean 1.
export function riskOfImbalance(spread, scatter) {
  imbalance ??= integral(BELOW.map((phi, i) => 1 / BELOW[2 * HALF - i] + 1 / phi));
  const { nodes, weights } = OUTPUTS;
  return spread * nodes.reduce((sum, node, i) => {
    const x = placeOf(imbalance, ((2 * scatter) / Math.max(spread, 1e-30)) * node);
    return sum + weights[i] * ((rampMean(x, 1) + rampMean(-x, 1)) / 2 - density(0));
  }, 0);
}

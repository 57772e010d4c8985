// One run from its initial neurons to half as long again as T2, kept as a few hundred frames.

import { activities, COARSE, correlations, riskInSlices } from "./expectation.mjs";
import { mean, quantiles } from "./numbers.mjs";
import { population } from "./population.mjs";

export const STEP_LIMIT = 8000;
const MOST_FRAMES = 256;
const ALL_BEFORE = 24; // steps: the neurons take sides in the first few
const CURVE_POINTS = 32;
const QUARTILES = [0.25, 0.5, 0.75];

// Yields after each step; returns { setting, frames, t2 }, where t2 is null if the mean margin did
// not reach 1 within the limit.
export function* history(setting, start) {
  let [frames, stride, t2] = [[], 1, null];
  const isKept = (t) => t < ALL_BEFORE || t % stride === 0;
  for (const { t, state, margin } of population(setting, start)) {
    const arrives = t2 === null && margin >= 1;
    if (arrives) t2 = t;
    const last = t2 === null ? STEP_LIMIT : Math.ceil(1.5 * t2);
    if (isKept(t) || arrives || t === last) frames.push({ t, state, risks: new Map() });
    if (t >= last) break;
    if (frames.length > MOST_FRAMES) {
      stride *= 2;
      frames = frames.filter((frame) => isKept(frame.t) || frame.t === t2);
    }
    yield t;
  }
  for (const frame of frames) {
    Object.assign(frame, correlations(frame.state, setting), activities(frame.state, setting));
    frame.bands = { pos: quantiles(frame.pos, QUARTILES), neg: quantiles(frame.neg, QUARTILES) };
    yield frame.t;
  }
  const across = reach(frames.map(({ C }) => C));
  // What is small must look small: at least half as many units upwards as across.
  const up = reach(frames.map(({ B }) => B));
  const missing = Math.max(0.5 * (across[1] - across[0]) - (up[1] - up[0]), 0);
  return {
    setting, frames, t2, sgd: { frames: [], t2: null },
    start: 1.1 * Math.max(...[...frames[0].C, ...frames[0].B].map(Math.abs)),
    reach: { C: across, B: [up[0] - missing / 2, up[1] + missing / 2] },
    path: frames.map(({ C, B }) => [mean(C), mean(B)]),
  };
}

// Low and high end of all values and 0, with some room.
function reach(rows) {
  let [low, high] = [0, 0];
  for (const row of rows) for (const value of row) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const room = 0.06 * (high - low);
  return [low - room, high + room];
}

// Index of the frame at step t, or of the last one before it.
export const frameAt = ({ frames }, t) => Math.max(frames.findLastIndex((frame) => frame.t <= t), 0);

// What SGD had at step t, of the frames that came.
export const trainedAt = ({ sgd }, t) => sgd.frames.findLast((frame) => frame.t <= t);

// Computes a frame's risk at kappa, unless it is there as fine as it is wanted.
function* scored(frame, setting, kappa, fine) {
  const known = frame.risks.get(kappa);
  if (known && (known.fine || !fine)) return;
  const found = yield* riskInSlices(frame.state, setting, kappa, fine ? undefined : COARSE);
  frame.risks.set(kappa, { ...found, fine });
}

// Risks in distribution and at kappa: of the frame `index` as the package has them, then over the
// steps, from few points to many, so that a curve can be drawn from the first on.
export function* scores({ setting, frames }, index, kappa) {
  for (const factor of [1, kappa]) yield* scored(frames[index], setting, factor, true);
  const points = new Set();
  for (let gap = CURVE_POINTS; gap >= 1; gap /= 2) {
    for (let i = 0; i <= CURVE_POINTS; i += gap) {
      points.add(Math.round((i / CURVE_POINTS) * (frames.length - 1)));
    }
  }
  for (const i of points) {
    for (const factor of [1, kappa]) yield* scored(frames[i], setting, factor, false);
  }
}

// The risks of a frame as the package has them, as far as they are known.
export function exact({ risks }, kappa) {
  const known = risks.get(kappa);
  return known?.fine ? known : undefined;
}

// What is known of the risks by now, in order of time.
export function curve({ frames }, kappa) {
  return frames
    .filter(({ risks }) => risks.size)
    .map(({ t, risks }) => ({ t, id: risks.get(1), ood: risks.get(kappa) }));
}

// SGD itself on the hinge loss, as `fc.train_counted`: every weight of every neuron, and batches of the
// counter that draws the initial neurons.

import { normal, uniforms } from "./setting.mjs";

export const BATCH = 256;

// Yields what step t sees before its update: { t, margin, C, B, pos, neg, id, ood }, with the mean margin,
// the neurons' correlations and activities, and risk and error in distribution and at kappa, all but C and B
// on the batch. A worker gets its text and those of the two functions that it calls.
export function* sgd(setting, start, seed, kappa, batch) {
  const { n_core, n_bg, d0, width, leak, bg_shift, eta, core, bg } = setting;
  let call = 4; // the initial neurons took the first four streams
  const stream = () => uniforms(seed, call++);
  const v = new Float64Array(width * d0);
  // In exact arithmetic weights are multiples of 2^-28, where no sum below rounds.
  const isExact = Number.isInteger(64 * leak) && Number.isInteger(512 * bg_shift);
  const large = 1.5 * 2 ** 24;
  const snap = () => {
    if (isExact) for (let i = 0; i < v.length; i++) v[i] = v[i] + large - large;
  };
  const place = (part, first, n) => {
    const draw = stream();
    for (let k = 0; k < width; k++) {
      const x = Float64Array.from({ length: n }, () => normal(draw));
      const mean = x.reduce((sum, value) => sum + value, 0) / n;
      const size = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0));
      const across = Math.sqrt(Math.max(part.square[k] - part.total[k] ** 2 / n, 0)) / (size || 1);
      for (let j = 0; j < n; j++) v[k * d0 + first + j] = part.total[k] / n + across * (x[j] - mean);
    }
  };
  place(start.core, 0, n_core);
  place(start.bg, n_core, n_bg);
  snap();
  const u = new Float64Array(batch * d0);
  const slope = new Float64Array(batch * width);
  const force = new Float64Array(width * d0);
  // Four sums at a time, as one alone waits for itself.
  const dot = (ofU, ofV, n) => {
    let a = 0, b = 0, c = 0, d = 0, j = 0;
    for (; j + 3 < n; j += 4) {
      a += u[ofU + j] * v[ofV + j];
      b += u[ofU + j + 1] * v[ofV + j + 1];
      c += u[ofU + j + 2] * v[ofV + j + 2];
      d += u[ofU + j + 3] * v[ofV + j + 3];
    }
    for (; j < n; j++) a += u[ofU + j] * v[ofV + j];
    return a + b + c + d;
  };
  const sum = (k, first, n) => {
    let total = 0;
    for (let j = 0; j < n; j++) total += v[k * d0 + first + j];
    return total;
  };
  for (let t = 0; ; t++) {
    const coin = stream();
    let up = 0; // the samples of class +1 come first
    for (let i = 0; i < batch; i++) up += coin() < 0.5 ? 1 : 0;
    const draw = stream();
    for (let i = 0; i < batch; i++) {
      for (let j = 0; j < d0; j++) {
        const z = (Math.floor(256 * draw()) + 0.5) / 256;
        u[i * d0 + j] = j >= n_core ? z + bg_shift : i < up ? z : -z;
      }
    }
    const pos = new Float64Array(width);
    const neg = new Float64Array(width);
    const [id, ood] = [{ risk: 0, error: 0 }, { risk: 0, error: 0 }];
    const open = new Float64Array(batch); // y 1{y h < 1}
    let margin = 0;
    for (let i = 0; i < batch; i++) {
      const y = i < up ? 1 : -1;
      let [h, shifted] = [0, 0];
      for (let k = 0; k < width; k++) {
        const ofCore = dot(i * d0, k * d0, n_core);
        const ofBg = dot(i * d0 + n_core, k * d0 + n_core, n_bg);
        const p = ofCore + ofBg;
        const moved = ofCore + kappa * ofBg;
        const sign = start.a[k] > 0 ? 1 : -1;
        slope[i * width + k] = p > 0 ? 1 : leak;
        h += sign * (p > 0 ? p : leak * p);
        shifted += sign * (moved > 0 ? moved : leak * moved);
        if (p > 0) (sign === y ? pos : neg)[k] += 1;
      }
      const r = (y * h) / width;
      margin += r;
      open[i] = r < 1 ? y : 0;
      for (const [found, value] of [[id, r], [ood, (y * shifted) / width]]) {
        found.risk += Math.max(1 - value, 0) / batch;
        found.error += (value < 0 ? 1 : value === 0 ? 0.5 : 0) / batch;
      }
    }
    for (let k = 0; k < width; k++) {
      const [own, other] = start.a[k] > 0 ? [up, batch - up] : [batch - up, up];
      pos[k] /= own;
      neg[k] /= other;
    }
    yield {
      t, margin: margin / batch, pos, neg, id, ood,
      C: Float64Array.from({ length: width }, (_, k) => Math.sign(start.a[k]) * core.mean * sum(k, 0, n_core)),
      B: Float64Array.from({ length: width }, (_, k) => bg.mean * sum(k, n_core, n_bg)),
    };
    force.fill(0);
    for (let i = 0; i < batch; i++) {
      if (!open[i]) continue;
      for (let k = 0; k < width; k++) {
        const weight = slope[i * width + k] * open[i];
        if (weight) for (let j = 0; j < d0; j++) force[k * d0 + j] += weight * u[i * d0 + j];
      }
    }
    for (let k = 0; k < width; k++) {
      const rate = (eta * start.a[k]) / batch;
      for (let j = 0; j < d0; j++) v[k * d0 + j] += force[k * d0 + j] * rate;
    }
    snap();
  }
}

// Trains in a worker until step `last`, and hands on every frame that is kept; the call that it returns ends it.
export function inWorker({ setting, start, seed, kappa, last, stride }, onFrame, onEnd) {
  const source = `"use strict";\n${uniforms}\n${normal}\n${sgd}\nonmessage = ({ data: [args, last, stride] }) => {
    let arrived = false;
    for (const frame of sgd(...args)) {
      const arrives = !arrived && frame.margin >= 1;
      arrived ||= arrives;
      if (arrives || frame.t % stride === 0 || frame.t >= last) postMessage({ ...frame, arrives });
      if (frame.t >= last) break;
    }
    postMessage(null);
  };`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  const end = () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  worker.onmessage = ({ data }) => {
    if (data) return onFrame(data);
    end();
    onEnd(null);
  };
  worker.onerror = () => {
    end();
    onEnd("This browser cannot train in this page.");
  };
  worker.postMessage([[setting, start, seed, kappa, BATCH], last, stride]);
  return end;
}

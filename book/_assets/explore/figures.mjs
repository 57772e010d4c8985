// The four figures: from what they show to SVG text, and to words for those who do not see it.

import { area, bars, cross, dots, inset, italic, label, line, plot } from "./draw.mjs";
import { exact, trainedAt } from "./history.mjs";
import { roughly } from "./laws.mjs";
import { mean, median, powerOfTen, short, two } from "./numbers.mjs";

const INSET = { left: 34, top: 4, width: 92, height: 70 };
const MAGNIFIED = 5; // what is not at least so much larger needs no inset

export function cloud({ law, C, B, reach, path, start, t, sgd }) {
  const x = { low: reach.C[0], high: reach.C[1], label: `core correlation ${italic("C", "k")}` };
  const y = { low: reach.B[0], high: reach.B[1], label: `background correlation ${italic("B", "k")}` };
  const half = (C.length + 1) >> 1; // the neurons of positive class +1 come first
  const points = Array.from(C, (c, k) => [c, B[k]]);
  const trained = trainedAt({ sgd }, t);
  const bySgd = trained ? Array.from(trained.C, (c, k) => [c, trained.B[k]]) : [];
  const neurons = (X, Y) =>
    dots("ex-plus", points.slice(0, half), X, Y) + dots("ex-minus", points.slice(half), X, Y) + dots("ex-sgd", bySgd, X, Y);
  const magnified = (X) => {
    const { left, top, width, height } = INSET;
    const factor = width / (2 * start) / (X(1) - X(0));
    if (factor < MAGNIFIED) return "";
    return inset(left, top, width, height, start, `the start, ×${powerOfTen(+factor.toPrecision(2))}`, (U, V) => [
      line("ex-axis", [[-start, 0], [start, 0]], U, V),
      line("ex-axis", [[0, -start], [0, start]], U, V),
      `<g class="ex-fine">${neurons(U, V)}</g>`,
    ].join(""));
  };
  const svg = plot(x, y, (X, Y) => [
    line("ex-axis", [[x.low, 0], [x.high, 0]], X, Y),
    line("ex-axis", [[0, y.low], [0, y.high]], X, Y),
    line("ex-law", [[0, 0], [law.C, law.B]], X, Y),
    line("ex-path", path, X, Y),
    neurons(X, Y),
    cross(law.C, law.B, X, Y),
    magnified(X),
  ].join(""));
  const behind = points.filter(([c]) => c < mean(C) / 2).length;
  const ofSgd = trained ? ` SGD at step ${trained.t}: mean C ${two(mean(trained.C))}, mean B ${two(mean(trained.B))}.` : "";
  const words = `${C.length} neurons; mean C ${two(mean(C))}, mean B ${two(mean(B))}; ${behind} of them have less than half the mean C. The law has ${two(law.C)} and ${two(law.B)} at T2.${ofSgd}`;
  const result = `Mean core ${two(mean(C))}, mean background ${two(mean(B))}.`;
  return { svg, words, result };
}

export function risks({ law, kappa, frame, t2, last, curve, expected, sgd }) {
  const { t } = frame;
  const known = curve.filter(({ id, ood }) => id && ood);
  const top = Math.max(1.05, ...known.map(({ id, ood }) => Math.max(id.risk, ood.risk) + 0.03));
  const x = { low: 0, high: Math.max(last, law.t2 * 1.05), label: "step" };
  const y = { low: -0.02, high: top, label: "hinge risk, 0-1 error" };
  const series = (part, name) =>
    curve.filter((point) => point[part]).map((point) => [point.t, point[part][name]]);
  const svg = plot(x, y, (X, Y) => [
    t2 === null ? "" : line("ex-t2", [[t2, y.low], [t2, y.high]], X, Y),
    t2 === null ? "" : label(italic("T", "2"), t2, y.high, (v) => X(v) + 5, () => 13, "", "start"),
    line("ex-now", [[t, y.low], [t, y.high]], X, Y),
    line("ex-ood ex-error", series("ood", "error"), X, Y),
    line("ex-id ex-error", series("id", "error"), X, Y),
    line("ex-ood", series("ood", "risk"), X, Y),
    line("ex-id", series("id", "risk"), X, Y),
    ...["ood", "id"].map((part) => dots(`ex-trained ex-${part}`, sgd.frames.map((one) => [one.t, one[part].risk]), X, Y)),
    ...[expected.id, expected.ood].map(({ risk }) => line("ex-law", [[0, risk], [law.t2, risk]], X, Y)),
    line("ex-law", [[law.t2, y.low], [law.t2, y.high]], X, Y),
  ].join(""));
  const [id, ood] = [exact(frame, 1), exact(frame, kappa)];
  const words = id && ood
    ? `At step ${t} the hinge risk is ${two(id.risk)} in distribution and ${two(ood.risk)} at kappa ${short(kappa)}; the 0-1 errors are ${two(id.error)} and ${two(ood.error)}.`
    : "Risks over the steps.";
  const value = (found) => (found ? two(found.risk) : "…");
  const result = `Hinge risk ${value(id)} in distribution, ${value(ood)} at κ = ${short(kappa)}.`;
  return { svg, words, result };
}

const BINS = 20;

// The neurons' activities over the steps, on a logarithmic axis, and beside them those of this moment.
export function activity({ setting, law, t, t2, frames, pos, neg, sgd }) {
  const place = (step) => Math.log10(1 + step);
  const end = place(frames.at(-1).t);
  const [foot, reach] = [1.3 * end, 0.23 * end];
  const share = (values) => {
    const counts = new Array(BINS).fill(0);
    for (const q of values) counts[Math.min(Math.floor(q * BINS), BINS - 1)] += 1 / values.length;
    return counts;
  };
  const steps = [0, 1, 10, 100, 1000].filter((step) => place(step) <= end);
  const x = {
    low: 0, high: foot + reach + 0.01 * end, middle: end / 2, label: "step",
    at: steps.map(place), text: (value) => String(Math.round(10 ** value - 1)),
  };
  const y = { low: -0.03, high: 1.03, label: "how often neurons are active" };
  const band = (side, kind, X, Y) => {
    const [low, middle, high] = [0, 1, 2].map((i) => frames.map(({ t, bands }) => [place(t), bands[side][i]]));
    return area(`ex-band ${kind}`, [...low, ...high.reverse()], X, Y) + line(kind, middle, X, Y);
  };
  const name = (text, side, X, Y) => {
    const q = frames.at(-1).bands[side][1];
    return label(text, 0.86 * end, q, X, (v) => Y(v) + (q > 0.5 ? 18 : -9), "", "end");
  };
  const upright = (kind, step, X, Y) => line(kind, [[place(step), y.low], [place(step), y.high]], X, Y);
  const svg = plot(x, y, (X, Y) => [
    band("pos", "ex-plus", X, Y),
    band("neg", "ex-minus", X, Y),
    ...[["pos", "ex-plus"], ["neg", "ex-minus"]].map(([side, kind]) =>
      dots(`ex-trained ${kind}`, sgd.frames.map((one) => [place(one.t), median(one[side])]), X, Y)),
    t2 === null ? "" : upright("ex-t2", t2, X, Y),
    upright("ex-now", t, X, Y),
    bars("ex-plus", share(pos), foot, reach, X, Y),
    bars("ex-minus", share(neg), foot, -reach, X, Y),
    line("ex-axis", [[foot, y.low], [foot, y.high]], X, Y),
    setting.leak < 1 ? line("ex-law", [[0, law.q], [x.high, law.q]], X, Y) : "",
    name("the class it votes for", "pos", X, Y),
    name("the other class", "neg", X, Y),
    label("now", foot, 0.5, (v) => X(v) + 6, Y, "", "start"),
  ].join(""));
  const words = `Median activity ${two(median(pos))} on the class that a neuron votes for, ${two(median(neg))} on the other; at step 0 ${two(frames[0].bands.pos[1])} and ${two(frames[0].bands.neg[1])}. The law has ${two(law.q)} for the latter.`;
  const percent = (q) => `${Math.round(100 * q)}%`;
  const result = `Active on ${percent(median(pos))} of the class they vote for, ${percent(median(neg))} of the other.`;
  return { svg, words, result };
}

const ratioText = (exponent) => (exponent < 0 ? `1/${2 ** -exponent}` : `${2 ** exponent}`);
export const PHASE = {
  x: {
    low: -6.3, high: 4.3, at: [-6, -4, -2, 0, 2, 4], text: ratioText,
    label: `${italic("n", "b")} / ${italic("n", "c")}`,
  },
  y: { low: -3.2, high: 2.2, at: [-3, -2, -1, 0, 1, 2], label: `factor of the background ${italic("κ")}` },
};

let known = { key: null };
// The laws over the number of background features.
function columnOf({ core, bg, leak }) {
  const key = `${core.n} ${bg.mean} ${leak}`;
  if (known.key !== key) {
    const { low, high } = PHASE.x;
    const column = Array.from({ length: 41 }, (_, i) => {
      const exponent = low + ((high - low) * i) / 40;
      return [exponent, roughly({ core, bg: { ...bg, n: core.n * 2 ** exponent }, leak })];
    });
    known = { key, column };
  }
  return known.column;
}

export function phase({ setting, law: here, kappa }) {
  const { x, y } = PHASE;
  const column = columnOf(setting);
  const floor = (value) => Math.max(value, y.low - 1);
  const boundary = column.map(([exponent, one]) => [exponent, floor(one.boundary)]);
  const last = column.at(-1)[1];
  const levels = here.rho ? [0.25, 0.5, 0.75].filter((level) => isFinite(last.kappaAt(level))) : [];
  const reached = boundary.some(([, value]) => value > y.low);
  const says = setting.leak ? "risk saturated" : "silent";
  const svg = plot(x, y, (X, Y) => [
    area("ex-region", [[x.low, y.low - 1], ...boundary, [x.high, y.low - 1]], X, Y),
    ...levels.map((level) => {
      const curve = column.map(([exponent, one]) => [exponent, floor(one.kappaAt(level))]);
      const [, height] = curve.at(-1);
      return line("ex-level", curve, X, Y) + label(two(level), x.high, height, (v) => X(v) - 3, (v) => Y(v) - 4, "ex-small", "end");
    }),
    line("ex-level", [[x.low, 1], [x.high, 1]], X, Y),
    label("in distribution: 0", x.high, 1, (v) => X(v) - 3, (v) => Y(v) - 4, "ex-small", "end"),
    line("ex-law", boundary, X, Y),
    reached ? label(says, 2, -2.2, X, Y) : label("no boundary here", 0, -2.5, X, Y),
    dots("ex-reader", [[Math.log2(setting.n_bg / setting.n_core), kappa]], X, Y),
  ].join(""));
  const side = kappa < here.boundary ? "beyond" : "inside";
  const [result, place] = isFinite(here.boundary)
    ? [`The boundary is at κ = ${two(here.boundary)}; κ = ${short(kappa)} lies ${side}.`, `the boundary is at kappa ${two(here.boundary)}, and kappa ${short(kappa)} lies ${side}`]
    : ["There is no boundary.", "there is no boundary"];
  const words = `At n_b / n_c = ${short(setting.n_bg / setting.n_core)} rho is ${two(here.rho)}; ${place}.`;
  return { svg, words, result };
}

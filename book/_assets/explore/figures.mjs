// The four figures: from what they show to SVG text, and to words for those who do not see it.

import { area, bars, dots, italic, label, line, plot } from "./draw.mjs";
import { law } from "./laws.mjs";
import { mean, median, short, two } from "./numbers.mjs";

export function cloud({ law, C, B, reach, path }) {
  const x = { low: reach.C[0], high: reach.C[1], label: `core correlation ${italic("C", "k")}` };
  const y = { low: reach.B[0], high: reach.B[1], label: `background correlation ${italic("B", "k")}` };
  const half = (C.length + 1) >> 1; // the neurons of positive class +1 come first
  const points = Array.from(C, (c, k) => [c, B[k]]);
  const svg = plot(x, y, (X, Y) => [
    line("ex-axis", [[x.low, 0], [x.high, 0]], X, Y),
    line("ex-axis", [[0, y.low], [0, y.high]], X, Y),
    line("ex-law", [[0, 0], [law.C, law.B]], X, Y),
    line("ex-path", path, X, Y),
    dots("ex-plus", points.slice(0, half), X, Y),
    dots("ex-minus", points.slice(half), X, Y),
    label("×", law.C, law.B, X, (b) => Y(b) + 6, "ex-cross"),
  ].join(""));
  const words = `${C.length} neurons; mean C ${two(mean(C))}, mean B ${two(mean(B))}; the law has ${two(law.C)} and ${two(law.B)} at T2.`;
  return { svg, words };
}

export function risks({ law, kappa, t, t2, last, curve, expected }) {
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
    ...[expected.id, expected.ood].map(({ risk }) => line("ex-law", [[0, risk], [law.t2, risk]], X, Y)),
    line("ex-law", [[law.t2, y.low], [law.t2, y.high]], X, Y),
  ].join(""));
  const now = curve.find((point) => point.t === t);
  const words = now?.ood && now.id
    ? `At step ${t} the hinge risk is ${two(now.id.risk)} in distribution and ${two(now.ood.risk)} at kappa ${short(kappa)}; the 0-1 errors are ${two(now.id.error)} and ${two(now.ood.error)}.`
    : "Risks over the steps.";
  return { svg, words };
}

export function activity({ setting, law, pos, neg }) {
  const BINS = 20;
  const share = (values) => {
    const counts = new Array(BINS).fill(0);
    for (const q of values) counts[Math.min(Math.floor(q * BINS), BINS - 1)] += 1 / values.length;
    return counts;
  };
  const x = { low: 0, high: 1, label: "how often a neuron is active" };
  const y = {
    low: -1.05, high: 1.05, label: "share of neurons", at: [-1, -0.5, 0, 0.5, 1],
    text: (value) => short(Math.abs(value)),
  };
  const svg = plot(x, y, (X, Y) => [
    bars("ex-plus", share(pos), X, Y),
    bars("ex-minus", share(neg).map((height) => -height), X, Y),
    line("ex-axis", [[0, 0], [1, 0]], X, Y),
    setting.leak < 1 ? line("ex-law", [[law.q, 0], [law.q, -1.05]], X, Y) : "",
    label(`${italic("q", "", "+")}, on its own class`, 0.5, 0.85, X, Y),
    label(`${italic("q", "", "−")}, on the other class`, 0.5, -0.95, X, Y),
  ].join(""));
  const words = `Median activity ${two(median(pos))} on the neuron's own class, ${two(median(neg))} on the other; the law has ${two(law.q)} for the latter.`;
  return { svg, words };
}

const ratioText = (exponent) => (exponent < 0 ? `1/${2 ** -exponent}` : `${2 ** exponent}`);
export const PHASE = {
  x: {
    low: -6.3, high: 4.3, at: [-6, -4, -2, 0, 2, 4], text: ratioText,
    label: `${italic("n", "b")} / ${italic("n", "c")}`,
  },
  y: { low: -3.2, high: 2.2, at: [-3, -2, -1, 0, 1, 2], label: `factor of the background ${italic("κ")}` },
};

export function phase({ setting, law: here, kappa }) {
  const { x, y } = PHASE;
  const column = Array.from({ length: 41 }, (_, i) => {
    const exponent = x.low + ((x.high - x.low) * i) / 40;
    const bg = { ...setting.bg, n: setting.core.n * 2 ** exponent };
    return [exponent, law({ ...setting, bg })];
  });
  const floor = (value) => Math.max(value, y.low - 1);
  const boundary = column.map(([exponent, one]) => [exponent, floor(one.boundary)]);
  const levels = here.rho ? [0.25, 0.5, 0.75] : [];
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
  const place = !reached && !isFinite(here.boundary)
    ? "there is no boundary"
    : `the boundary is at kappa ${short(here.boundary)}, and kappa ${short(kappa)} lies ${kappa < here.boundary ? "beyond" : "inside"}`;
  return { svg, words: `At n_b / n_c = ${short(setting.n_bg / setting.n_core)} rho is ${two(here.rho)}; ${place}.` };
}

// A moment of a run on the page: three figures, the table, and a summary for those who hear it.

import { part } from "./controls.mjs";
import { activity, cloud, phase, risks } from "./figures.mjs";
import { curve, exact, STEP_LIMIT, trainedAt } from "./history.mjs";
import { obstacle } from "./laws.mjs";
import { mean, median, short, two } from "./numbers.mjs";

function draw(name, { svg, words, result }) {
  part(name).innerHTML = svg;
  part(`says-${name}`).textContent = result;
  part(name).setAttribute("aria-label", words);
}

export function showPhase(run, kappa) {
  draw("phase", phase({ ...run, kappa }));
}

export function showRisks(run, index, kappa) {
  const frame = run.frames[index];
  const last = run.frames.at(-1).t;
  draw("risks", risks({ ...run, kappa, frame, last, curve: curve(run, kappa) }));
}

// Draws a frame, fills the table, and returns its rows: the dynamics and the law.
export function show(run, index, kappa) {
  const frame = run.frames[index];
  const { t, C, B, neg } = frame;
  const now = { ...run, ...frame };
  draw("cloud", cloud(now));
  draw("activity", activity(now));
  showRisks(run, index, kappa);
  const [id, ood] = [exact(frame, 1), exact(frame, kappa)];
  const { law: rule, expected } = run;
  const trained = trainedAt(run, t);
  const by = (read) => (trained ? two(read(trained)) : "–");
  const rows = {
    t2: [run.t2 ?? "–", rule.t2.toFixed(0), run.sgd.t2 ?? "–"],
    C: [two(mean(C)), two(rule.C), by((one) => mean(one.C))],
    B: [two(mean(B)), two(rule.B), by((one) => mean(one.B))],
    neg: [two(median(neg)), two(rule.q), by((one) => median(one.neg))],
    risk_id: [id && two(id.risk), two(expected.id.risk), by((one) => one.id.risk)],
    risk_ood: [ood && two(ood.risk), two(expected.ood.risk), by((one) => one.ood.risk)],
    error_id: [id && two(id.error), two(expected.id.error), by((one) => one.id.error)],
    error_ood: [ood && two(ood.error), two(expected.ood.error), by((one) => one.ood.error)],
  };
  for (const [name, [found, expected, ofSgd]] of Object.entries(rows)) {
    const [, ...cells] = part(`row-${name}`).cells;
    [found ?? "…", expected, ofSgd].forEach((text, i) => { cells[i].textContent = text; });
  }
  const step = t === run.t2 ? `${t} = T₂` : String(t);
  part("step").textContent = step;
  part("time").setAttribute("aria-valuetext", `step ${step}`);
  part("kappa-risk").textContent = part("kappa-error").textContent = short(kappa);
  return { ...rows, step, kappa };
}

// Once, when all is computed.
export function tell({ step, kappa, C, B, neg, risk_id, risk_ood, error_id, error_ood }) {
  part("summary").textContent =
    `Step ${step}: mean C ${C[0]}, mean B ${B[0]}, median q− ${neg[0]}. Hinge risk ` +
    `${risk_id[0]} in distribution, ${risk_ood[0]} at κ = ${short(kappa)}; ` +
    `0-1 error ${error_id[0]} and ${error_ood[0]}. ` +
    `The law at T₂: C ${C[1]}, B ${B[1]}, risks ${risk_id[1]} and ${risk_ood[1]}.`;
}

// What to know about a run before its numbers are read.
export function note({ setting, t2 }) {
  if (t2 === null) return `The mean margin does not reach 1 within ${STEP_LIMIT} steps.`;
  const zero = setting.bg.mean ? "" : "With a background mean of 0, B is 0 by definition. ";
  const reason = obstacle(setting);
  if (!reason) return zero;
  return `${zero}The dashed law extrapolates, since ${reason}; the rest does not depend on it.`;
}

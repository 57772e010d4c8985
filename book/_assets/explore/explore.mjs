// What happens when a control is moved.

import { apply, label, NAMES, part, put, python, values } from "./controls.mjs";
import { valueAt } from "./draw.mjs";
import { activities } from "./expectation.mjs";
import { activity, cloud, PHASE, phase, risks } from "./figures.mjs";
import { curve, frameAt, history, scores, STEP_LIMIT } from "./history.mjs";
import { law, obstacle } from "./laws.mjs";
import { mean, median, short, two } from "./numbers.mjs";
import { initialNeurons, makeSetting } from "./setting.mjs";

const SLICE = 24; // milliseconds of computing between two pictures
const PLAY = 6000; // milliseconds from start to end
const STILLS = 8; // pictures of a run where motion is not wanted

// What is shown: a run with its law, at a factor kappa, and the frame that the time slider is on.
let run = null;
let kappa = null;
// The newest change of a setting, and of what is scored: work for an older one is given up.
let change = 0;
let scoring = 0;
let playing = 0;

const chosen = () => Number(part("time").value);

// Works through a generator in slices, with a picture after each; returns whether it was finished.
async function inSlices(work, isNewest, picture = () => {}) {
  for (let until = performance.now() + SLICE; ; ) {
    const { done, value } = work.next();
    if (done) return { value };
    if (performance.now() < until) continue;
    picture(value);
    await new Promise(requestAnimationFrame);
    if (!isNewest()) return null;
    until = performance.now() + SLICE;
  }
}

function draw(name, { svg, words }) {
  part(name).innerHTML = svg;
  part(name).setAttribute("aria-label", words);
}

function showRisks() {
  const { t } = run.frames[chosen()];
  const last = run.frames.at(-1).t;
  draw("risks", risks({ ...run, kappa, t, last, curve: curve(run, kappa) }));
}

// Draws the frame, fills the table, and returns its rows: the dynamics and the law.
function show() {
  const frame = run.frames[chosen()];
  const { t, C, B, state } = frame;
  const { pos, neg } = activities(state, run.setting);
  const now = { ...run, C, B, pos, neg };
  draw("cloud", cloud(now));
  draw("activity", activity(now));
  showRisks();
  const [id, ood] = [frame.risks.get(1), frame.risks.get(kappa)];
  const { law: rule, expected } = run;
  const rows = {
    t2: [run.t2 ?? "–", rule.t2.toFixed(0)],
    C: [two(mean(C)), two(rule.C)],
    B: [two(mean(B)), two(rule.B)],
    neg: [two(median(neg)), two(rule.q)],
    risk_id: [id && two(id.risk), two(expected.id.risk)],
    risk_ood: [ood && two(ood.risk), two(expected.ood.risk)],
    error_id: [id && two(id.error), two(expected.id.error)],
    error_ood: [ood && two(ood.error), two(expected.ood.error)],
  };
  for (const [name, [found, expected]] of Object.entries(rows)) {
    const [, first, second] = part(`row-${name}`).cells;
    [first.textContent, second.textContent] = [found ?? "…", expected];
  }
  const step = t === run.t2 ? `${t} = T₂` : String(t);
  part("step").textContent = step;
  part("time").setAttribute("aria-valuetext", `step ${step}`);
  part("kappa-risk").textContent = part("kappa-error").textContent = short(kappa);
  return { ...rows, step };
}

const setBusy = (busy) => part("figures").setAttribute("aria-busy", String(busy));

// For those who hear the page: once, when all is computed.
function tell({ step, C, B, neg, risk_id, risk_ood, error_id, error_ood }) {
  part("summary").textContent =
    `Step ${step}: mean C ${C[0]}, mean B ${B[0]}, median q− ${neg[0]}. Hinge risk ` +
    `${risk_id[0]} in distribution, ${risk_ood[0]} at κ = ${short(kappa)}; ` +
    `0-1 error ${error_id[0]} and ${error_ood[0]}. ` +
    `The law at T₂: C ${C[1]}, B ${B[1]}, risks ${risk_id[1]} and ${risk_ood[1]}.`;
}

// Shows the chosen frame, and computes the risks of this frame and of the curves.
async function score() {
  const mine = ++scoring;
  setBusy(true);
  show();
  const work = scores(run, chosen(), kappa);
  if (!(await inSlices(work, () => mine === scoring, showRisks))) return;
  tell(show());
  setBusy(false);
}

function note(setting) {
  if (run.t2 === null) return `The mean margin does not reach 1 within ${STEP_LIMIT} steps.`;
  const zero = setting.bg.mean ? "" : "With a background mean of 0, B is 0 by definition. ";
  const reason = obstacle(setting);
  if (!reason) return zero;
  return `${zero}The dashed law extrapolates, since ${reason}; the rest does not depend on it.`;
}

// What the law says of the risk and the error at a factor.
const expectedAt = (factor) => ({ risk: run.law.risk(factor), error: run.law.error(factor) });

// The slider's range, and the same share of T2 as before; T2 at first.
function fitTime(found) {
  const end = ({ t2, frames }) => t2 ?? frames.at(-1).t;
  const share = run ? run.frames[chosen()].t / end(run) : 1;
  part("time").max = found.frames.length - 1;
  part("time").value = frameAt(found, share * end(found) + 1e-9);
}

async function update() {
  const mine = ++change;
  scoring++;
  setBusy(true);
  stop();
  label();
  const wanted = values();
  part("python").textContent = python(wanted);
  let setting;
  try {
    setting = makeSetting(wanted);
  } catch (refusal) {
    if (!(refusal instanceof RangeError)) throw refusal;
    part("note").textContent = part("summary").textContent = `${refusal.message}.`;
    part("figures").classList.add("ex-stale");
    setBusy(false);
    return;
  }
  const key = JSON.stringify({ ...wanted, kappa: null });
  if (key !== run?.key) {
    const start = initialNeurons(setting, wanted.seed);
    const found = await inSlices(history(setting, start), () => mine === change, (t) => {
      part("note").textContent = `Computing: step ${t}.`;
    });
    if (!found) return;
    fitTime(found.value);
    run = { ...found.value, key, law: law(setting) };
    run.expected = { id: expectedAt(1) };
  }
  kappa = wanted.kappa;
  run.expected.ood = expectedAt(kappa);
  part("figures").classList.remove("ex-stale");
  part("note").textContent = note(setting);
  draw("phase", phase({ ...run, kappa }));
  await score();
}

function goTo(index) {
  stop();
  if (!run) return;
  part("time").value = index;
  score();
}

function stop() {
  cancelAnimationFrame(playing);
  playing = 0;
  part("play").textContent = "Play";
}

function play() {
  const last = run.frames.length - 1;
  const from = chosen() < last ? chosen() : 0;
  const pictures = matchMedia("(prefers-reduced-motion: reduce)").matches ? STILLS : last;
  const began = performance.now();
  scoring++;
  part("play").textContent = "Pause";
  const advance = (time) => {
    const share = Math.min(from / last + Math.max(time - began, 0) / PLAY, 1);
    const index = Math.max(Math.round((Math.floor(share * pictures) / pictures) * last), from);
    if (index !== chosen()) {
      part("time").value = index;
      show();
    }
    if (share === 1) return goTo(last);
    playing = requestAnimationFrame(advance);
  };
  playing = requestAnimationFrame(advance);
}

async function copy() {
  try {
    await navigator.clipboard.writeText(part("python").textContent);
    part("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(part("python"));
    part("copied").textContent = "Selected: copy it with your keyboard.";
  }
}

for (const name of NAMES) part(name).addEventListener("input", update);
part("time").addEventListener("input", () => goTo(chosen()));
part("to-t2").addEventListener("click", () => run && goTo(frameAt(run, run.t2 ?? Infinity)));
part("play").addEventListener("click", () => run && (playing ? goTo(chosen()) : play()));
part("copy").addEventListener("click", copy);
part("phase").addEventListener("click", (event) => {
  const [exponent, factor] = valueAt(part("phase"), event, PHASE.x, PHASE.y);
  put("n_bg", values().n_core * 2 ** exponent);
  put("kappa", factor);
  update();
});
for (const button of document.querySelectorAll("#explorer [data-set]")) {
  button.addEventListener("click", () => {
    apply(button.dataset.set);
    update();
  });
}
apply(location.search);
part("body").hidden = false;
update();

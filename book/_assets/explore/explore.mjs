// The controls, and what happens when one is moved.

import { short, valueAt } from "./draw.mjs";
import { activities } from "./expectation.mjs";
import { activity, cloud, mean, median, PHASE, phase, risks, two } from "./figures.mjs";
import { curve, frameAt, history, scores, STEP_LIMIT } from "./history.mjs";
import { law, obstacle } from "./laws.mjs";
import { initialNeurons, makeSetting } from "./setting.mjs";

const SLICE = 12; // milliseconds of computing between two pictures
const PLAY = 6000; // milliseconds from start to end

const $ = (id) => document.getElementById(`ex-${id}`);
const nextPicture = () => new Promise(requestAnimationFrame);

// From a slider's position to the value and back, and how the value is written.
const power = (base, text = short) => ({
  read: (position) => Math.round(base ** position),
  write: (value) => Math.log(value) / Math.log(base),
  text,
});
const plain = { read: Number, write: Number, text: short };
const decimal = (d) => (Number.isInteger(Math.log10(d)) ? `10${exponent(Math.log10(d))}` : String(d));
const exponent = (n) => [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("");
const CONTROLS = {
  n_core: power(2), n_bg: power(2), d: power(10, decimal), width: power(2),
  kappa: plain, leak: plain, bg_mean: plain, seed: plain,
};
const NAMES = Object.keys(CONTROLS);

const values = () => Object.fromEntries(NAMES.map((name) => [name, CONTROLS[name].read($(name).value)]));
const shift = (value) => Math.round((value - 0.5) * 100) / 100;

// Set the controls named in a query such as "leak=1&kappa=-2", and the others to their defaults.
function apply(query) {
  const given = new URLSearchParams(query);
  for (const name of NAMES) {
    const input = $(name);
    input.value = input.defaultValue;
    const value = Number(given.get(name) ?? NaN);
    if (Number.isFinite(value)) input.value = CONTROLS[name].write(value);
  }
}

function label() {
  for (const [name, value] of Object.entries(values())) {
    const text = CONTROLS[name].text(value);
    const output = document.querySelector(`output[for="ex-${name}"]`);
    if (output) output.textContent = text;
    if ($(name).type === "range") $(name).setAttribute("aria-valuetext", text);
  }
}

const activationName = (leak) => (leak === 0 ? "relu" : leak === 1 ? "identity" : `leaky_relu:${leak}`);
function python({ n_core, n_bg, d, width, kappa, leak, bg_mean, seed }) {
  const size = Number.isInteger(Math.log10(d)) ? `10**${Math.log10(d)}` : d;
  const more = [
    leak ? `activation="${activationName(leak)}"` : "",
    shift(bg_mean) ? `bg_shift=${shift(bg_mean)}` : "",
  ].filter(Boolean);
  return `import numpy as np

import fc

setting = fc.Setting(
    ${[`n_core=${n_core}`, `n_bg=${n_bg}`, `d=${size}`, `width=${width}`, ...more].join(", ")}
)
start = fc.initial_neurons(setting, np.random.default_rng(${seed}))
steps, state = fc.evolve(setting, start, step_limit=${STEP_LIMIT})["T2"]
expected = fc.expectation(state, setting, kappas=(${kappa},))
print(steps, expected.core.mean(), expected.bg.mean())
print(expected.risk, expected.error)
law = fc.law(setting, extrapolate=True)
print(law.t2, law.core, law.bg, law.risk_ood(${kappa}))
`;
}

// What is on the page: a run, the law of its setting, and the frame that is shown.
let run = null;
let theory = null;
let chosen = {}; // the controls' values that `run` and `theory` belong to
let version = 0;
let playing = 0;

function moment() {
  const frame = run.frames[$("time").value];
  return {
    ...run, ...frame, ...activities(frame.state, run.setting), ...theory,
    kappa: chosen.kappa, last: run.frames.at(-1).t, curve: curve(run, chosen.kappa),
  };
}

function draw(name, { svg, words }) {
  $(name).innerHTML = svg;
  $(name).setAttribute("aria-label", words);
}

function show() {
  const now = moment();
  draw("cloud", cloud(now));
  draw("risks", risks(now));
  draw("activity", activity(now));
  const { C, B, neg, t, t2, law: rule, lawRisks, lawErrors, kappa } = now;
  const at = now.curve.find((point) => point.t === t) ?? {};
  const when = t === t2 ? `${t} = T₂` : String(t);
  $("time").setAttribute("aria-valuetext", `step ${when}`);
  $("step").textContent = when;
  const rows = {
    t2: [t2 ?? "–", rule.t2.toFixed(0)], C: [two(mean(C)), two(rule.C)], B: [two(mean(B)), two(rule.B)],
    neg: [two(median(neg)), two(rule.q)],
    risk_id: [at.id && two(at.id.risk), two(lawRisks[0])],
    risk_ood: [at.ood && two(at.ood.risk), two(lawRisks[1])],
    error_id: [at.id && two(at.id.error), two(lawErrors[0])],
    error_ood: [at.ood && two(at.ood.error), two(lawErrors[1])],
  };
  for (const [name, [found, expected]] of Object.entries(rows)) {
    const [, first, second] = $(`row-${name}`).cells;
    first.textContent = found ?? "…";
    second.textContent = expected;
  }
  $("kappa-risk").textContent = $("kappa-error").textContent = short(kappa);
  return { rows, when, kappa };
}

// For those who hear the page: once, when all is computed.
function tell({ rows, when, kappa }) {
  $("summary").textContent =
    `Step ${when}: mean C ${rows.C[0]}, mean B ${rows.B[0]}, median q− ${rows.neg[0]}. ` +
    `Hinge risk ${rows.risk_id[0]} in distribution, ${rows.risk_ood[0]} at κ = ${short(kappa)}; ` +
    `0-1 error ${rows.error_id[0]} and ${rows.error_ood[0]}. ` +
    `The law at T₂: C ${rows.C[1]}, B ${rows.B[1]}, risks ${rows.risk_id[1]} and ${rows.risk_ood[1]}.`;
}

// Works through a generator in slices and shows each; null if a newer change has come.
async function inSlices(work, mine, between = () => {}) {
  for (let until = performance.now() + SLICE; ; ) {
    const { done, value } = work.next();
    if (done) return value ?? true;
    if (performance.now() < until) continue;
    between();
    await nextPicture();
    if (mine !== version) return null;
    until = performance.now() + SLICE;
  }
}

function note(setting) {
  if (run.t2 === null) return `The mean margin does not reach 1 within ${STEP_LIMIT} steps.`;
  const reason = obstacle(setting);
  const zero = setting.bg.mean === 0 ? "With a background mean of 0, B is 0 by definition. " : "";
  return zero + (reason ? `The dashed law extrapolates, since ${reason}; the dots do not depend on it.` : "");
}

async function update() {
  const mine = ++version;
  const wanted = values();
  label();
  $("python").textContent = python(wanted);
  let setting;
  try {
    setting = makeSetting({ ...wanted, bg_shift: shift(wanted.bg_mean) });
  } catch (refusal) {
    if (!(refusal instanceof RangeError)) throw refusal;
    $("note").textContent = $("summary").textContent = `${refusal.message}.`;
    $("figures").classList.add("ex-stale");
    return;
  }
  const { kappa, ...rest } = wanted;
  const key = JSON.stringify(rest);
  if (key !== run?.key) {
    const found = await inSlices(history(setting, initialNeurons(setting, wanted.seed)), mine);
    if (!found) return;
    moveTime(found, run);
    run = { ...found, key };
  }
  chosen = wanted;
  const rule = law(setting);
  theory = {
    law: rule,
    lawRisks: [1, kappa].map(rule.risk),
    lawErrors: [1, kappa].map(rule.error),
  };
  $("figures").classList.remove("ex-stale");
  $("note").textContent = note(setting);
  draw("phase", phase({ setting, law: rule, kappa }));
  await score(mine);
}

async function score(mine) {
  show();
  if (playing) return;
  const work = scores(run, Number($("time").value), chosen.kappa);
  if (await inSlices(work, mine, show)) tell(show());
}

// The same share of T2 as before, and T2 at first.
function moveTime(found, before) {
  const t = before ? before.frames[$("time").value].t / (before.t2 ?? before.frames.at(-1).t) : 1;
  $("time").max = found.frames.length - 1;
  $("time").value = frameAt(found, t * (found.t2 ?? found.frames.at(-1).t) + 1e-9);
}

function stop() {
  cancelAnimationFrame(playing);
  playing = 0;
  $("play").textContent = "Play";
}

// With reduced motion the run is shown as eight still pictures.
function play() {
  if (playing) {
    stop();
    return score(++version);
  }
  const last = run.frames.length - 1;
  const from = Number($("time").value) < last ? Number($("time").value) : 0;
  const stills = matchMedia("(prefers-reduced-motion: reduce)").matches ? 8 : last;
  const began = performance.now();
  version++;
  $("play").textContent = "Pause";
  const advance = (now) => {
    const share = from / last + Math.max(now - began, 0) / PLAY;
    const index = Math.min(Math.floor(share * stills) / stills, 1) * last;
    if (Math.round(index) !== Number($("time").value)) {
      $("time").value = Math.max(Math.round(index), from);
      show();
    }
    if (share < 1) playing = requestAnimationFrame(advance);
    else {
      stop();
      score(++version);
    }
  };
  playing = requestAnimationFrame(advance);
}

async function copy() {
  const text = $("python").textContent;
  try {
    await navigator.clipboard.writeText(text);
    $("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren($("python"));
    $("copied").textContent = "Selected: copy it with your keyboard.";
  }
}

for (const name of NAMES) {
  $(name).addEventListener("input", () => {
    if (playing) stop();
    update();
  });
}
$("time").addEventListener("input", () => {
  if (playing) stop();
  if (run) score(++version);
});
$("play").addEventListener("click", () => run && play());
$("to-t2").addEventListener("click", () => {
  if (playing) stop();
  if (!run) return;
  $("time").value = frameAt(run, run.t2 ?? Infinity);
  score(++version);
});
$("copy").addEventListener("click", copy);
// A tap in the phase diagram goes there.
$("phase").addEventListener("click", (event) => {
  const [exponent, kappa] = valueAt($("phase"), event, PHASE.x, PHASE.y);
  $("n_bg").value = Number($("n_core").value) + exponent;
  $("kappa").value = kappa;
  update();
});
for (const button of document.querySelectorAll("#explorer [data-set]")) {
  button.addEventListener("click", () => {
    apply(button.dataset.set);
    update();
  });
}
apply(location.search);
$("body").hidden = false;
update();

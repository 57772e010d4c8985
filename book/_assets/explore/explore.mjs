// What happens when a control is moved.

import { apply, copy, isSet, label, NAMES, part, put, python, values } from "./controls.mjs";
import { valueAt } from "./draw.mjs";
import { PHASE } from "./figures.mjs";
import { frameAt, history, scores } from "./history.mjs";
import { law } from "./laws.mjs";
import { note, show, showPhase, showRisks, tell } from "./report.mjs";
import { initialNeurons, makeSetting } from "./setting.mjs";
import { inWorker } from "./sgd.mjs";

const SLICE = 10; // milliseconds of computing in a frame
const PICTURE = 100; // milliseconds between two pictures of what is not computed yet
const PLAY = 6000; // milliseconds from start to end
const TRAINED = 64; // pictures of a training by SGD
const STILLS = 8; // pictures of a run where motion is not wanted

// What is shown: a run with its law, at a factor kappa, and the frame that the time slider is on.
let run = null;
let kappa = null;
// The newest change of a setting, and of what is scored: work for an older one is given up.
let change = 0;
let scoring = 0;
let computing = false; // a run that is not shown yet
let playing = 0;
let endTraining = null; // where SGD is at work
let follows = false; // whether the slider follows it
let paused = null; // the frame at which Play goes on; else it begins at the start

const presets = [...document.querySelectorAll("#ex-page [data-set]")];
const ready = () => run && !computing;
const chosen = () => Number(part("time").value);
const setBusy = (busy) => part("figures").setAttribute("aria-busy", String(busy));

// Works through a generator, a slice in each frame, with a picture now and then; returns its value, or
// null if it was given up.
async function inSlices(work, isNewest, picture) {
  let shown = performance.now();
  for (let until = shown + SLICE; ; ) {
    const { done, value } = work.next();
    if (done) return { value };
    if (performance.now() < until) continue;
    if (performance.now() > shown + PICTURE) {
      picture(value);
      shown = performance.now();
    }
    await new Promise(requestAnimationFrame);
    if (!isNewest()) return null;
    until = performance.now() + SLICE;
  }
}

// Shows the chosen frame, and computes the risks of this frame and of the curves.
async function score() {
  const mine = ++scoring;
  setBusy(true);
  const moment = [run, chosen(), kappa];
  show(...moment);
  const isNewest = () => mine === scoring;
  if (!(await inSlices(scores(...moment), isNewest, () => showRisks(...moment)))) return;
  tell(show(...moment));
  setBusy(false);
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
  computing = true;
  setBusy(true);
  stop();
  forget();
  label();
  const wanted = values();
  part("python").textContent = python(wanted);
  for (const button of presets) {
    button.setAttribute("aria-pressed", String(isSet(button.dataset.set)));
  }
  let setting;
  try {
    setting = makeSetting(wanted);
  } catch (refusal) {
    if (!(refusal instanceof RangeError)) throw refusal;
    part("note").textContent = part("summary").textContent = `${refusal.message}.`;
    part("figures").classList.add("ex-stale");
    computing = false;
    setBusy(false);
    return;
  }
  const key = JSON.stringify({ ...wanted, kappa: null });
  if (key !== run?.key) {
    const start = initialNeurons(setting, wanted.seed);
    const found = await inSlices(history(setting, start), () => mine === change, (t) => {
      part("progress").textContent = `Computing: step ${t}.`;
    });
    if (!found) return;
    part("progress").textContent = "";
    fitTime(found.value);
    run = { ...found.value, key, initial: start, seed: wanted.seed, law: law(setting) };
    run.expected = { id: { ...expectedAt(1), risk: run.law.riskId } };
  }
  computing = false;
  kappa = wanted.kappa;
  run.expected.ood = expectedAt(kappa);
  part("figures").classList.remove("ex-stale");
  part("note").textContent = note(run);
  showPhase(run, kappa);
  await score();
}

function goTo(index) {
  stop();
  follows = false;
  part("time").value = index;
  if (ready()) score();
}

function stop() {
  cancelAnimationFrame(playing);
  playing = 0;
  part("play").textContent = "Play";
}

function play() {
  follows = false;
  const last = run.frames.length - 1;
  const from = chosen() === paused && paused < last ? paused : 0;
  const pictures = matchMedia("(prefers-reduced-motion: reduce)").matches ? STILLS : last;
  const began = performance.now();
  scoring++;
  part("play").textContent = "Pause";
  const advance = (time) => {
    const share = Math.min(from / last + Math.max(time - began, 0) / PLAY, 1);
    const index = Math.max(Math.round((Math.floor(share * pictures) / pictures) * last), from);
    if (index !== chosen()) {
      part("time").value = index;
      show(run, index, kappa);
    }
    if (share === 1) return goTo(last);
    playing = requestAnimationFrame(advance);
  };
  playing = requestAnimationFrame(advance);
}

// SGD beside the dynamics, from the same neurons: the slider follows its steps.
function train() {
  const { setting, initial, seed, frames } = run;
  forget();
  stop();
  const last = frames.at(-1).t;
  const job = { setting, start: initial, seed, kappa, last, stride: Math.ceil(last / TRAINED) };
  const mine = run;
  follows = true;
  part("sgd").textContent = "Stop SGD";
  endTraining = inWorker(job, (frame) => {
    mine.sgd.frames.push(frame);
    if (frame.arrives) mine.sgd.t2 = frame.t;
    part("progress").textContent = `SGD: step ${frame.t} of ${last}.`;
    if (follows) part("time").value = frameAt(mine, frame.t);
    if (!playing) show(mine, chosen(), kappa);
  }, endOfTraining);
}

function endOfTraining(trouble) {
  endTraining = null;
  part("sgd").textContent = "Train with SGD";
  part("progress").textContent = trouble ?? "";
  if (ready()) score();
}

function stopTraining() {
  if (!endTraining) return;
  endTraining();
  endOfTraining(null);
}

// Another setting or factor: what SGD did is not of it.
function forget() {
  stopTraining();
  if (run) run.sgd = { frames: [], t2: null };
}

for (const name of NAMES) part(name).addEventListener("input", update);
part("time").addEventListener("input", () => goTo(chosen()));
part("to-t2").addEventListener("click", () => ready() && goTo(frameAt(run, run.t2 ?? Infinity)));
part("play").addEventListener("click", () => {
  if (!ready()) return;
  if (!playing) return play();
  paused = chosen();
  goTo(paused);
});
part("sgd").addEventListener("click", () => {
  if (endTraining) stopTraining();
  else if (ready()) train();
});
part("copy").addEventListener("click", copy);
part("phase").addEventListener("click", (event) => {
  const [exponent, factor] = valueAt(part("phase"), event, PHASE.x, PHASE.y);
  put("n_bg", values().n_core * 2 ** exponent);
  put("kappa", factor);
  update();
});
for (const button of presets) {
  button.addEventListener("click", () => {
    apply(button.dataset.set);
    update();
  });
}
apply(location.search);
part("body").hidden = false;
update();

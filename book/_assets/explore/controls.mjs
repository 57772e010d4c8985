// The controls: their values, how these are written, and the same setting in Python.

import { STEP_LIMIT } from "./history.mjs";
import { powerOfTen, short } from "./numbers.mjs";
import { BATCH } from "./sgd.mjs";

export const part = (id) => document.getElementById(`ex-${id}`);

// From a slider's position to the value and back; the value as it is written, and as it is said.
const power = (base, text, unit) => ({
  read: (position) => Math.round(base ** position),
  write: (value) => Math.log(value) / Math.log(base),
  text,
  say: (value) => `${value} ${unit}`,
});
const plain = { read: Number, write: Number, text: short, say: short };
const CONTROLS = {
  n_core: power(2, String, "core features"),
  n_bg: power(2, String, "background features"),
  bg_mean: plain,
  kappa: { ...plain, say: (value) => `${short(value)} times the background` },
  leak: { ...plain, say: (value) => `${short(value)}${{ 0: ", ReLU", 1: ", linear" }[value] ?? ""}` },
  width: power(2, String, "neurons"),
  d: power(10, powerOfTen, "dimensions"),
  seed: plain,
};
export const NAMES = Object.keys(CONTROLS);

export function values() {
  const read = NAMES.map((name) => [name, CONTROLS[name].read(part(name).value)]);
  const found = Object.fromEntries(read);
  return { ...found, bg_shift: Math.round((found.bg_mean - 0.5) * 100) / 100 };
}

// Put the control at the place that is nearest to a value.
export function put(name, value) {
  part(name).value = CONTROLS[name].write(value);
}

// Where a query such as "leak=1&kappa=-2" puts each control; those it does not name, at their defaults.
function positions(query) {
  const given = new URLSearchParams(query);
  return NAMES.map((name) => {
    const value = parseFloat(given.get(name));
    const place = Number.isFinite(value) ? CONTROLS[name].write(value) : part(name).defaultValue;
    return [name, place];
  });
}

export function apply(query) {
  for (const [name, position] of positions(query)) part(name).value = position;
}

// Whether all controls are where a query would put them.
export function isSet(query) {
  return positions(query).every(([name, position]) => {
    const { read } = CONTROLS[name];
    return read(position) === read(part(name).value);
  });
}

// Write each value beside its slider, and where a screen reader finds it.
export function label() {
  for (const input of document.querySelectorAll("#ex-page fieldset input[type=range]")) {
    const { read, text, say } = CONTROLS[input.id.slice("ex-".length)];
    const value = read(input.value);
    document.querySelector(`[data-of="${input.id}"]`).textContent = text(value);
    input.setAttribute("aria-valuetext", say(value));
  }
}

function activation(leak) {
  if (leak === 0) return "";
  return leak === 1 ? 'activation="identity"' : `activation="leaky_relu:${leak}"`;
}

export function python({ n_core, n_bg, d, width, kappa, leak, bg_shift, seed }) {
  const size = Number.isInteger(Math.log10(d)) ? `10**${Math.log10(d)}` : d;
  const fields = [`n_core=${n_core}`, `n_bg=${n_bg}`, `d=${size}`, `width=${width}`];
  const more = [activation(leak), bg_shift ? `bg_shift=${bg_shift}` : ""].filter(Boolean);
  return `import fc

setting = fc.Setting(${fields.join(", ")}${more.map((field) => `,\n    ${field}`).join("")})
start = fc.initial_neurons(setting, fc.CounterRandom(${seed}))
steps, state = fc.evolve(setting, start, step_limit=${STEP_LIMIT})["T2"]
expected = fc.expectation(state, setting, kappas=(${kappa},))
print(steps, expected.core.mean(), expected.bg.mean())
print(expected.risk, expected.error)
law = fc.law(setting, extrapolate=True)
print(law.t2, law.core, law.bg, law.risk_id, law.risk_ood(${kappa}))
t2, trained = fc.train_counted(setting.changed(batch=${BATCH}), ${seed})["T2"]
core, bg = fc.correlations(trained, setting)
print(t2, core.mean(), bg.mean())
`;
}

export async function copy() {
  try {
    await navigator.clipboard.writeText(part("python").textContent);
    part("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(part("python"));
    part("copied").textContent = "Selected: copy it with your keyboard.";
  }
}

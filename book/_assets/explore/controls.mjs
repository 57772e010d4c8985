// The controls: their values, how these are written, and the same setting in Python.

import { STEP_LIMIT } from "./history.mjs";
import { powerOfTen, short } from "./numbers.mjs";

export const part = (id) => document.getElementById(`ex-${id}`);

// From a slider's position to the value and back, and the value's text.
const power = (base, text) => ({
  read: (position) => Math.round(base ** position),
  write: (value) => Math.log(value) / Math.log(base),
  text,
});
const plain = { read: Number, write: Number, text: short };
const CONTROLS = {
  n_core: power(2, String),
  n_bg: power(2, String),
  bg_mean: plain,
  kappa: plain,
  leak: plain,
  width: power(2, String),
  d: power(10, powerOfTen),
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

// Set the controls named in a query such as "leak=1&kappa=-2", and the others to their defaults.
export function apply(query) {
  const given = new URLSearchParams(query);
  for (const name of NAMES) {
    part(name).value = part(name).defaultValue;
    const value = parseFloat(given.get(name));
    if (Number.isFinite(value)) put(name, value);
  }
}

// Write each value beside its slider, and where a screen reader finds it.
export function label() {
  for (const input of document.querySelectorAll("#explorer fieldset input[type=range]")) {
    const { read, text } = CONTROLS[input.id.slice("ex-".length)];
    const words = text(read(input.value));
    document.querySelector(`output[for="${input.id}"]`).textContent = words;
    input.setAttribute("aria-valuetext", words);
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
  return `import numpy as np

import fc

setting = fc.Setting(${fields.join(", ")}${more.map((field) => `,\n    ${field}`).join("")})
start = fc.initial_neurons(setting, np.random.default_rng(${seed}))
steps, state = fc.evolve(setting, start, step_limit=${STEP_LIMIT})["T2"]
expected = fc.expectation(state, setting, kappas=(${kappa},))
print(steps, expected.core.mean(), expected.bg.mean())
print(expected.risk, expected.error)
law = fc.law(setting, extrapolate=True)
print(law.t2, law.core, law.bg, law.risk_ood(${kappa}))
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

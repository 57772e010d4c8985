"""What the tests of the explorer share: its modules asked for numbers, and its page."""

import json
import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
STORED = ROOT / "tests" / "data" / "explorer.json"
# Of the modules, against the package; the path of the laws is followed by another method there.
TOLERANCE, OF_LAWS = 1e-9, 2e-6

# The numbers of `tools/store/store_explorer_cases.py`, under the same names.
RUN = """const { setting: { initialNeurons, makeSetting }, population: { population } } = modules;
  const { expectation: { activities, correlations, riskAndError }, laws, sgd: { sgd } } = modules;
  const some = (values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [...values.slice(0, 3), ...values.slice(-3), mean];
  };
  return argument.map(({ setting: fields, seed, kappas }) => {
    const setting = makeSetting(fields);
    const found = {};
    let last = null;
    for (const { t, margin, state } of population(setting, initialNeurons(setting, seed))) {
      const arrived = last === null && margin >= 1;
      if (arrived) [found.T2, last] = [[t], t + 20];
      if (t === 2 || t === last || arrived) {
        const at = arrived ? "T2" : t === last ? "T2 + 20" : t;
        const { C, B } = correlations(state, setting);
        const { pos, neg } = activities(state, setting);
        const rows = { "core sum": state.core.total, "core square": state.core.square,
          "bg sum": state.bg.total, "bg square": state.bg.square, C, B, "q+": pos, "q-": neg };
        for (const name in rows) found[`${name} at ${at}`] = some(rows[name]);
        const scores = kappas.map((kappa) => riskAndError(state, setting, kappa));
        found[`risk at ${at}`] = scores.map(({ risk }) => risk);
        found[`error at ${at}`] = scores.map(({ error }) => error);
        found[`margin at ${at}`] = [margin];
      }
      if (t === last || t > 2000) break;
    }
    for (const { t, C, B } of sgd(setting, initialNeurons(setting, seed), seed, -1, 256)) {
      if (t === 2 || t === 12) {
        [found[`C by SGD at ${t}`], found[`B by SGD at ${t}`]] = [some(C), some(B)];
      }
      if (t === 12) break;
    }
    const { q, rho, C, B, t2, boundary, risk, riskId, error } = laws.law(setting);
    found.law = [q, rho, C, B, 1 / boundary];
    found["law of the risk"] = kappas.map(risk);
    found["law of the error"] = kappas.map(error);
    found["law of T2, in 1000, and R_ID"] = [t2 / 1000, riskId];
    return found;
  });"""


def asked(page, body, argument=None):
    """What `body` returns, of `argument` and of the `modules` that the page holds."""
    start = "async (argument) => { const modules = globalThis.explorer;"
    return page.evaluate(f"{start}\n  {body}\n}}", argument)


def stored_cases():
    """Cases with their numbers, by name, as `make data` left them."""
    return {case["name"]: case for case in json.loads(STORED.read_text("utf-8"))["cases"]}


def largest_gap(found, expected):
    """Largest difference of two lists; infinite if their lengths differ or one is no number."""
    if len(found) != len(expected) or not all(isinstance(x, int | float) for x in found):
        return np.inf
    gap = np.abs(np.subtract(found, expected)).max()
    return np.inf if np.isnan(gap) else gap


def allowed(name):
    """How far the modules' numbers may be from the package's."""
    return OF_LAWS if name.startswith("law") else TOLERANCE


def differences(cases, found):
    """Each quantity on which the modules' numbers and the stored ones differ, with the gap."""
    for case, seen in zip(cases, found, strict=True):
        for name in case["found"] | seen:
            gap = largest_gap(seen.get(name, []), case["found"].get(name, []))
            if not gap <= allowed(name):
                yield f"{case['name']}, {name}: {gap:.1e}"


def settled(page):
    """Wait until all is computed."""
    page.wait_for_selector("#ex-figures[aria-busy=false]", state="attached", timeout=60_000)


def number(page, row, column=1):
    text = page.locator(f"#ex-row-{row}").locator("td").nth(column - 1).inner_text()
    return float(text.replace("−", "-"))


def after(page, action):
    """Summary after an action, or None if nothing comes of it."""
    before = page.text_content("#ex-summary")
    action()
    settled(page)
    now = page.text_content("#ex-summary")
    return None if now == before else now


def not_numbers(page):
    """Texts of the explorer that hold something else than a number where one should stand."""
    html = page.inner_html("#ex-body") + page.inner_text("#ex-python")
    return re.findall(r".{0,40}(?:NaN|undefined|Infinity|null).{0,20}", html)

"""The explorer's modules against the package, as the one script that the site has of them."""

from dataclasses import replace

import numpy as np
import pytest
import sphinx_explorer
from explorer import RUN, allowed, asked, differences, largest_gap, stored_cases
from scipy.stats import chi2, kstest, norm
from store_explorer_cases import CASES, computed, fields

import fc

# Of what the modules are allowed: another processor rounds exp otherwise.
DRIFT = 0.01
# Without the page of the explorer the last module has nothing to draw on, and throws.
LOAD = "script => { try { (0, eval)(script); } catch {} }"


@pytest.fixture(scope="module")
def in_modules(chrome):
    """Call `body` of `argument` with the modules, in which one text may be replaced."""
    page = chrome.new_page()

    def run(body, argument, old="", new=""):
        script = sphinx_explorer.classic_script()
        assert old in script
        page.evaluate(LOAD, script.replace(old, new))
        return asked(page, body, argument)

    yield run
    page.close()


# The stored numbers, against the package and the modules.


def drifts(found, stored):
    """Largest gap of each quantity, over what the modules are allowed."""
    return {what: largest_gap(found[what], stored[what]) / allowed(what) for what in found}


def test_the_package_still_makes_the_stored_numbers():
    stored = stored_cases()
    assert set(stored) == set(CASES)
    for name, case in CASES.items():
        assert stored[name]["setting"] == fields(case.setting)
        assert (stored[name]["seed"], tuple(stored[name]["kappas"])) == (case.seed, case.kappas)
        found = computed(case)
        assert set(found) == set(stored[name]["found"])
        gaps = drifts(found, stored[name]["found"])
        assert max(gaps.values()) <= DRIFT, (name, gaps)


def test_control_a_package_that_drifts_is_seen():
    case = CASES["all at their smallest"]
    stored = stored_cases()["all at their smallest"]["found"]
    setting = replace(case.setting, step_size=case.setting.eta * (1 + 1e-9))
    found = computed(case._replace(setting=setting))
    assert max(drifts(found, stored).values()) > DRIFT


def test_modules_equal_the_package(in_modules):
    cases = list(stored_cases().values())
    assert list(differences(cases, in_modules(RUN, cases))) == []


# One sign, factor or condition in each object of the theory.
WRONG = {
    "the series of Phi": ("- (t / 2) * (u - third)", "- (t / 2) * (u + third)"),
    "Owen's T": ("belowH * belowG - t", "belowH * belowG + t"),
    "step size": ("0.05 * width", "0.0500001 * width"),
    "stream of a draw": ("part(bg, 2)", "part(bg, 0)"),
    "push at the margin": ("bg.mean * both - bg.variance", "bg.mean * both + bg.variance"),
    "gate": ("room <= FAR", "room <= -FAR"),
    "second moment": ("(1 - leak * leak) * OF", "(1 - leak) * OF"),
    "tie rule": ("silent / 2", "silent"),
    "law of C": ("(1 - leak) * open * awake)", "(1 - leak) * open)"),
    "law of T2": ("(1 + ratio) * down +", "(1 - ratio) * down +"),
    "law of R_ID": ("1 / (8 * t2)", "1 / (4 * t2)"),
    "update of SGD": ("start.a[k]) / batch", "start.a[k]) / (batch + 1)"),
}


@pytest.mark.parametrize("what", WRONG)
def test_control_a_wrong_module_is_seen(in_modules, what):
    stored = stored_cases()
    cases = [stored[name] for name in ("slope 0.1", "all at their smallest")]
    assert list(differences(cases, in_modules(RUN, cases, *WRONG[what])))


def test_curves_are_as_exact_as_the_page_says(in_modules):
    """With every second node, where the package takes all."""
    body = """const { makeSetting, initialNeurons } = modules.setting;
      const { COARSE, riskAndError, riskInSlices } = modules.expectation;
      const whole = (work) => {
        for (;;) {
          const { done, value } = work.next();
          if (done) return value;
        }
      };
      let worst = [0, 0];
      for (const { setting: fields, seed, kappas } of argument) {
        const setting = makeSetting(fields);
        const start = initialNeurons(setting, seed);
        for (const { t, state } of modules.population.population(setting, start)) {
          if (t > 320) break;
          if (![0, 3, 5, 8, 80, 320].includes(t)) continue;
          for (const kappa of kappas) {
            const fine = riskAndError(state, setting, kappa);
            const { risk, error } = whole(riskInSlices(state, setting, kappa, COARSE));
            worst = [Math.max(worst[0], Math.abs(risk - fine.risk)),
              Math.max(worst[1], Math.abs(error - fine.error))];
          }
        }
      }
      return worst;"""
    names = ("defaults", "every factor", "all at their smallest", "linear", "slope 0.95")
    cases = [stored_cases()[name] for name in names]
    risk, error = in_modules(body, cases)
    assert 1e-6 < risk < 0.001 and 1e-5 < error < 0.02, (risk, error)


def test_initial_neurons_have_the_law_of_the_package():
    start = fc.initial_neurons(fc.Setting(8, 33, d=50, width=5000), fc.CounterRandom(3))

    def likely(part, n):
        total, square = part.total * (50 / n) ** 0.5, part.square * 50
        return min(kstest(total, norm.cdf).pvalue, kstest(square, chi2(n).cdf).pvalue)

    assert min(likely(start.core, 8), likely(start.bg, 33)) > 1e-3
    assert abs(np.corrcoef([*start.core, *start.bg]) - np.eye(4)).max() < 0.08
    # Control: one more feature in each group.
    assert max(likely(start.core, 9), likely(start.bg, 34)) < 1e-3


def test_the_page_knows_where_the_laws_hold(in_modules):
    body = """const { makeSetting } = modules.setting;
      return argument.map((fields) => modules.laws.obstacle(makeSetting(fields)) !== null);"""
    inside = [{}, {"d": 256_000}, {"n_bg": 32, "activation": "identity"}]
    outside = [{"n_core": 31}, {"width": 63}, {"d": 255_999}, {"bg_shift": 0.05}]
    outside += [{"n_bg": 4, "activation": "identity"}]  # T2 within 100 steps.
    settings = [fc.Setting(**chosen) for chosen in inside + outside]
    assert in_modules(body, [fields(s) for s in settings]) == [False] * 3 + [True] * 5
    for setting in settings[:3]:
        fc.law(setting)
    for setting in settings[3:]:
        with pytest.raises(ValueError, match="outside, simulate"):
            fc.law(setting)

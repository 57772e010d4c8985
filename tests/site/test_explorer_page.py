"""The explorer's page in the built site (`make book`), used in a browser by script."""

import re

import numpy as np
import pytest
import sphinx_explorer
from browser import complaints, served
from chapters import BOOK
from explorer import TOLERANCE, after, asked, not_numbers, number, settled

import fc

QUICK = "?width=16"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLIDERS = ("n_core", "n_bg", "bg_mean", "kappa", "leak", "width", "d", "time")


@pytest.fixture(scope="module")
def address(site):
    with served(site) as found:
        yield f"{found}/explore.html"


@pytest.fixture
def visit(chrome, address):
    """Open the explorer and wait until all is computed; errors fail the test at its end."""
    opened, errors = [], []

    def go(query=QUICK, **context):
        context = chrome.new_context(**context)
        opened.append(context)
        page = context.new_page()
        # The formulas of the prose take longer than all else.
        nothing = {"body": "", "content_type": "text/javascript"}
        page.route("**/tex-chtml-full.js*", lambda route: route.fulfill(**nothing))
        errors.append(complaints(page))
        page.goto(address + query)
        settled(page)
        return page

    yield go
    for context in opened:
        context.close()
    assert [error for heard in errors for error in heard] == []


# Numbers.


def test_the_page_has_the_script_that_is_compared_with_the_package(site):
    script = (site / "_static" / "explore.js").read_text(encoding="utf-8")
    assert script == sphinx_explorer.classic_script()


# All that the table shows at T2, unrounded, for a query, from the page's own modules; and how many
# neurons stay behind.
TABLE = """const { makeSetting, initialNeurons } = modules.setting;
  const { activities, correlations, riskAndError } = modules.expectation;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  modules.controls.apply(argument);
  const { kappa, seed, ...fields } = modules.controls.values();
  const setting = makeSetting(fields);
  const start = initialNeurons(setting, seed);
  for (const { t, state, margin } of modules.population.population(setting, start)) {
    if (margin < 1) continue;
    const { C, B } = correlations(state, setting);
    const [id, ood] = [1, kappa].map((factor) => riskAndError(state, setting, factor));
    return { t2: t, C: mean(C), B: mean(B), behind: C.filter((c) => c < mean(C) / 2).length,
      neg: modules.numbers.median(activities(state, setting).neg),
      risk_id: id.risk, risk_ood: ood.risk, error_id: id.error, error_ood: ood.error };
  }"""


@pytest.mark.parametrize(
    "query, setting, kappa",
    [
        ("", fc.Setting(width=128), -1),
        (
            "?leak=0.35&n_bg=16&kappa=0.5&seed=7&bg_mean=0.4&d=1000&width=32",
            fc.Setting(64, 16, 1000, 32, activation="leaky_relu:0.35", bg_shift=-0.1),
            0.5,
        ),
    ],
)
def test_the_copied_python_prints_the_numbers_of_the_page(visit, capsys, query, setting, kappa):
    page = visit(query, permissions=["clipboard-read", "clipboard-write"])
    page.click("#ex-copy")
    page.locator("#ex-copied", has_text="Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.text_content("#ex-python")
    names = {}
    exec(copied, names)
    assert names["setting"] == setting
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) == 4 and str(names["steps"]) in printed
    expected, law = names["expected"], names["law"]
    found = {
        "t2": names["steps"],
        "C": expected.core.mean(),
        "B": expected.bg.mean(),
        "neg": np.median(expected.active_neg),
        "risk_id": expected.risk[1],
        "risk_ood": expected.risk[kappa],
        "error_id": expected.error[1],
        "error_ood": expected.error[kappa],
    }
    exact = asked(page, TABLE, query)
    for name, value in found.items():
        assert exact[name] == pytest.approx(value, rel=0, abs=TOLERANCE), name
        # The table rounds to two digits.
        assert number(page, name) == pytest.approx(value, rel=0, abs=0.0051), name
    laws = {"C": law.core, "B": law.bg, "neg": law.active_neg, "t2": law.t2}
    laws |= {"risk_id": law.risk_id, "risk_ood": law.risk_ood(kappa)}
    laws |= {"error_id": law.error_ood(1), "error_ood": law.error_ood(kappa)}
    for name, value in laws.items():
        half = 0.51 if name == "t2" else 0.0051
        assert number(page, name, 2) == pytest.approx(value, rel=0, abs=half), name
    if query:  # Training takes longest.
        by_sgd(page)
        assert page.locator("#ex-row-t2 td").nth(2).inner_text() == str(names["t2"])
    # Control: another seed has other numbers.
    other = asked(page, TABLE, "?seed=8&" + query.lstrip("?"))
    assert abs(other["C"] - exact["C"]) > TOLERANCE


# Hands.


def preset(name):
    return f"#ex-page button:text-is('{name}')"


def test_keyboard(visit):
    page = visit()
    page.focus("#ex-play")
    order = []
    for _ in range(11):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id"))
    controls = ("n_core", "n_bg", "bg_mean", "kappa", "leak", "width", "d", "seed")
    assert order == [f"ex-{name}" for name in ("to-t2", "sgd", "time", *controls)]
    page.focus("#ex-kappa")
    for key, value in (("ArrowRight", "−0.95"), ("End", "2"), ("Home", "−3")):
        assert f"κ = {value};" in after(page, lambda key=key: page.keyboard.press(key))
        assert page.get_attribute("#ex-kappa", "aria-valuetext").startswith(value)
        assert page.text_content("[data-of=ex-kappa]") == value
    page.focus("#ex-leak")
    assert after(page, lambda: page.keyboard.press("End"))
    assert page.get_attribute("#ex-leak", "aria-valuetext") == "1, linear"
    page.focus("#ex-time")
    assert "Step 0:" in after(page, lambda: page.keyboard.press("Home"))
    page.focus("#ex-to-t2")
    assert "= T₂" in after(page, lambda: page.keyboard.press("Enter"))
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    for name in ("play", "to-t2", "sgd", *SLIDERS, "seed", "copy", "python"):
        page.focus(f"#ex-{name}")
        page.keyboard.press("Shift")  # the focus of a keyboard
        assert page.evaluate(outline) == "solid", name


def test_touch(visit):
    page = visit(**PHONE)
    assert after(page, lambda: page.tap(preset("Linear network")))
    assert number(page, "B", 2) == 0
    box = page.locator("#ex-phase").bounding_box()
    # Three quarters down, to the left: a weak background that is turned round.
    there = {"x": 0.3 * box["width"], "y": 0.75 * box["height"]}
    assert after(page, lambda: page.tap("#ex-phase", position=there))
    assert float(page.input_value("#ex-n_bg")) < 5
    assert -3 < float(page.input_value("#ex-kappa")) < -1


def test_control_a_deaf_page_does_not_change(chrome, address):
    page = chrome.new_page(has_touch=True)
    deaf = sphinx_explorer.classic_script().replace("addEventListener(", "dispatchEvent || (")
    page.route("**/explore.js*", lambda r: r.fulfill(body=deaf, content_type="text/javascript"))
    page.goto(address + QUICK)
    settled(page)
    page.focus("#ex-kappa")
    assert after(page, lambda: page.keyboard.press("Home")) is None
    assert after(page, lambda: page.tap(preset("Linear network"))) is None
    page.close()


def by_sgd(page):
    """Train to the end."""
    page.click("#ex-sgd")
    page.locator("#ex-sgd", has_text="Train with SGD").wait_for(timeout=120_000)
    settled(page)


def test_sgd_comes_as_dots_can_be_stopped_and_is_of_one_setting(visit):
    page = visit("?width=32")
    count = "document.querySelectorAll('#ex-cloud .ex-sgd').length"
    page.click("#ex-sgd")
    page.locator("#ex-progress", has_text="SGD: step").wait_for()
    page.click("#ex-sgd")
    assert page.text_content("#ex-sgd") == "Train with SGD"
    settled(page)
    stopped = int(page.text_content("#ex-step").split()[0])
    assert stopped < 300 and page.evaluate(count) > 0
    by_sgd(page)
    page.click("#ex-to-t2")
    settled(page)
    # The dynamics leave out the noise of batches: two digits of one seed, not more.
    for name in ("C", "B", "risk_ood"):
        assert abs(number(page, name, 3) - number(page, name)) < 0.06
    # Control: another setting has not been trained.
    page.focus("#ex-n_bg")
    page.keyboard.press("ArrowLeft")
    settled(page)
    assert page.evaluate(count) == 0 and page.locator("#ex-row-C td").nth(2).inner_text() == "–"


def test_play_and_pause(visit):
    page = visit()
    step = "Number(document.getElementById('ex-time').value)"
    last, at_t2 = int(page.get_attribute("#ex-time", "max")), page.evaluate(step)
    page.click("#ex-play")
    page.wait_for_timeout(500)  # milliseconds of some seconds
    page.click("#ex-play")
    settled(page)
    paused = page.evaluate(step)
    assert page.text_content("#ex-play") == "Play" and 0 < paused < last and paused != at_t2
    page.click("#ex-play")
    page.locator("#ex-play", has_text="Play").wait_for()
    assert page.evaluate(step) == last


# Bounds.


def test_every_control_at_its_bounds(visit):
    page = visit()
    for name in SLIDERS:
        page.click(preset("ReLU, background flipped"))
        page.focus("#ex-width")
        page.keyboard.press("Home")
        page.focus(f"#ex-{name}")
        for end in ("Home", "End"):
            page.keyboard.press(end)
            settled(page)
            assert not_numbers(page) == []
    page.fill("#ex-seed", "")
    settled(page)
    assert not_numbers(page) == []
    # Control.
    page.eval_on_selector("#ex-cloud", "svg => svg.innerHTML += '<title>NaN</title>'")
    assert not_numbers(page)


def test_a_combination_that_is_refused_is_explained_as_the_package_does(visit):
    page = visit()
    page.focus("#ex-d")
    said = after(page, lambda: page.keyboard.press("Home"))
    with pytest.raises(ValueError) as refusal:
        fc.Setting(64, 64, d=100)
    assert said == page.inner_text("#ex-note") == f"{refusal.value}."
    assert "ex-stale" in page.get_attribute("#ex-figures", "class")
    assert "T₂" in after(page, lambda: page.keyboard.press("End"))
    assert "ex-stale" not in page.get_attribute("#ex-figures", "class")


# What the page says, and how it looks.


def test_without_a_script_the_python_of_the_defaults_is_there(chrome, visit, address):
    live = visit("").text_content("#ex-python")
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.text_content("#ex-python") == live
    assert "needs JavaScript" in page.inner_text("#ex-page") and page.is_hidden("#ex-body")
    context.close()


def test_every_figure_states_its_result_and_its_numbers(visit):
    page = visit("")
    C, B, ood = (number(page, name) for name in ("C", "B", "risk_ood"))
    assert page.text_content("#ex-says-cloud") == f"Mean core {C:.2f}, mean background {B:.2f}."
    assert f"{ood:.2f} at κ = −1." in page.text_content("#ex-says-risks")
    assert re.match("Active on 100% .* 7% of", page.text_content("#ex-says-activity"))
    assert "κ = −1.16; κ = −1 lies inside" in page.text_content("#ex-says-phase")
    for name in ("cloud", "risks", "activity", "phase"):
        assert len(re.findall(r"\d\.\d\d", page.get_attribute(f"#ex-{name}", "aria-label"))) >= 2


def test_what_the_page_says_about_its_settings(visit):
    """Each number of its prose, from the page itself."""
    page = visit()
    prose = re.sub(r"\s+", " ", page.text_content("article"))

    def at_t2(query):
        return asked(page, TABLE, query)

    usual = at_t2("")
    risks = f"{usual['risk_id']:.2f} in distribution and still {usual['risk_ood']:.2f}"
    assert risks in prose and usual["B"] > 0.8 * usual["C"]
    assert f"it stays at {usual['error_ood']:.2f}" in prose
    assert "Eight of the 128 stay behind" in prose and usual["behind"] == 8
    small = at_t2("d=316")
    assert f"takes {small['t2']} steps" in prose and f"instead of {usual['t2']}, and" in prose
    assert f"and {small['behind']} neurons stay behind instead of {usual['behind']}" in prose
    for seed in (0, 1):
        strong = at_t2(f"n_bg=181&kappa=-1.2&seed={seed}")
        assert f"{strong['error_ood']:.2f} for seed {seed}" in prose
    assert 0.9 < strong["B"] / strong["C"] < 1.05 and strong["neg"] > usual["neg"] + 0.2
    for n_bg in (4, 16, 32):
        weak = at_t2(f"n_bg={n_bg}")
        assert weak["B"] / weak["C"] == pytest.approx(n_bg / 64, abs=0.02)
    for kappa in (-2, 0):
        linear = at_t2(f"leak=1&kappa={kappa}")
        assert abs(linear["B"]) < 0.01 and linear["neg"] < 0.01
        assert linear["risk_id"] == pytest.approx(linear["risk_ood"], abs=0.001)
        assert linear["risk_id"] < 0.05
    centred = at_t2("bg_mean=0&kappa=-3")
    assert max(centred["risk_id"], centred["risk_ood"]) < 0.05
    assert at_t2("bg_mean=-0.5")["risk_ood"] == pytest.approx(usual["risk_ood"], abs=0.01)
    assert at_t2("kappa=-1.8")["error_ood"] > 0.4


def test_what_the_page_says_about_sgd():
    setting, said = fc.Setting(width=128), []
    t2, trained = fc.train_counted(setting.changed(batch=256))["T2"]
    steps, state = fc.evolve(setting, fc.initial_neurons(setting, fc.CounterRandom(0)))["T2"]
    for of in (trained, state):
        said += [f"{values.mean():.2f}" for values in fc.correlations(of, setting)]
    assert (t2, steps, said) == (358, 360, ["1.07", "0.92", "1.08", "0.93"])


def test_most_neurons_turn_round_within_a_few_steps():
    setting = fc.Setting(width=128)
    start = fc.initial_neurons(setting, fc.CounterRandom(0))
    states = start, fc.evolve(setting, start, (24,))[24][1]
    found = [fc.expectation(state, setting) for state in states]
    wrong, still = (one.active_neg > one.active_pos for one in found)
    turned = 1 - np.mean(still[wrong])
    prose = " ".join((BOOK / "explore.md").read_text(encoding="utf-8").split())
    assert 0.4 < wrong.mean() < 0.6 and f"{turned:.0%} have turned round after 24 steps" in prose


def test_figures_stand_beside_the_controls_on_the_first_screen(visit):
    page = visit(viewport={"width": 1280, "height": 800})
    places = [one.bounding_box() for one in page.locator("#ex-figures > figure > svg").all()]
    assert len(places) == 4 and all(one["y"] + one["height"] <= 800 for one in places)
    controls = page.locator("fieldset").bounding_box()
    assert all(one["x"] > controls["x"] + controls["width"] for one in places)


def test_dark_and_print(visit):
    page, stroke = visit(color_scheme="dark"), "e => getComputedStyle(e).stroke"
    assert page.eval_on_selector("#ex-risks .ex-id", stroke) == "rgb(86, 180, 233)"
    page.emulate_media(media="print")
    assert page.eval_on_selector("#ex-risks .ex-id", stroke) == "rgb(0, 114, 178)"
    for name in ("play", "copy", "kappa", "time"):
        assert page.is_hidden(f"#ex-{name}"), name
    for name in ("cloud", "risks", "activity", "phase", "step", "python"):
        assert page.is_visible(f"#ex-{name}"), name

"""Formulas in plain words, and a description cut where a sentence ends."""

import pytest
from plain_words import plain_words
from sphinx_summary import shortened


@pytest.mark.parametrize(
    "tex, text",
    [
        (r"\kappa = -1/\rho", "κ = −1/ρ"),
        (r"R_{\mathrm{ID}} = o(1)", "R_ID = o(1)"),
        (r"\frac12 \le \frac{a+b}{c}", "1/2 ≤ (a+b)/c"),
        (r"\lvert \sum_{j} \mu_j \rvert", "|∑ⱼ μⱼ|"),
        (r"\hat w \in \mathbb{R}^d", "ŵ ∈ ℝ^d"),
        (r"\big(\operatorname{sgn}(x)\big)", "(sgn(x))"),
    ],
)
def test_formula(tex, text):
    assert plain_words(tex) == text


def test_sentences_that_fit_are_kept():
    text = "One sentence stands here. Two are too long for it."
    assert shortened(text, 100) == text
    assert shortened(text, 30) == "One sentence stands here."
    # A long one ends after a word, and none at the point of a number.
    assert shortened("One two, three four", 9) == "One two…"
    text = "The rate is 0.5 of all. And more, much more."
    assert shortened(text, 25) == "The rate is 0.5 of all."

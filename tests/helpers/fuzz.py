"""What the tests by generated input share: a time limit, strange values, and what an error is."""

import ast
import functools
import re
import signal
import traceback
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

import fc

PACKAGE = Path(fc.__file__).parent
LONGEST = 1000  # Characters of a sentence that somebody reads to its end.


class TookTooLong(BaseException):
    """The time was up; no handler of errors takes it for one."""


@contextmanager
def within(seconds):
    """Fail the block with `TookTooLong` if it has not ended after so many seconds."""

    def stop(*_):
        raise TookTooLong(f"no end within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def reproducible(examples):
    """The same inputs in every run: nothing is drawn by chance, nothing is kept on disk."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def unclear(sentence):
    """Why a message is not one clear sentence, or None; without the full stop at its end."""
    cut = sentence.endswith("...")
    for wrong, why in (
        (not sentence.isprintable(), "it has a line break, or a character that is not printed"),
        (len(sentence.split()) < 3, "it is no sentence"),
        (len(sentence) > LONGEST, f"it is longer than {LONGEST} characters"),
        ("Traceback" in sentence or " at 0x" in sentence, "it shows the inside of the program"),
        (sentence.endswith((".", ":", ",", " ")) and not cut, "it ends in a mark, or with nothing"),
    ):
        if wrong:
            return f"{why}: {sentence!r}"
    return None


def muddled(sentence):
    """Why it is not one clear sentence, or None; a long value may be cut at its end."""
    return unclear(re.sub(r"\W*\.\.\.$", "", sentence))


def explicit(error):
    """Whether the last frame of an error is a `raise` in the package's own code."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return PACKAGE in Path(last.filename).parents and last.lineno in _raises(last.filename)


@functools.cache
def _raises(path):
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    return {line for node in found for line in range(node.lineno, node.end_lineno + 1)}


# Numbers that are not wanted, or at the edge of what is; some are allowed.
NUMBERS = (
    0, -1, 1, 2, 3, 2.5, 1e-9, 1e-320, 5e-324, -0.0, 1e6, 1e20, 1e30, 1e31, 10**400, -(10**400),
    1e150, 1e308, -1e308, float("nan"), float("inf"), float("-inf"), 2**53 + 1, 2**63, 2**64,
)  # fmt: skip
TEXTS = (
    "", " ", "-", "--", "nan", "inf", "true", "None", "1e", "1_000", "0x10", "１２", "1,5", "many",
    "\n", "a\nb", "\t", "\x00", "\x1b[31m", "é", "\ud800", "😀", "%s %d", "{0}", "a" * 5000,
    ".", "..", "/", "/dev/null", "relu:", "relu:1", "leaky_relu:nan", "shifted:1e308:gelu",
    "beta:1e308,1e-308", "beta:,", "bernoulli:nan", "constant:1e-400", "constant:-0",
)  # fmt: skip
numbers = st.sampled_from(NUMBERS) | st.integers() | st.floats()
texts = st.sampled_from(TEXTS) | st.text(max_size=12)
# Whatever Python or a file may hold.
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

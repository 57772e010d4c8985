"""What describes an experiment or a claim, or takes a user's data, with one bad argument.

A right result, or one sentence that names it: no wrong answer in silence, no raw error, no end
that does not come.
"""

import dataclasses
import math
import re

import numpy as np
import pytest
from fuzz import TookTooLong, explicit, muddled, reproducible, values, within
from hypothesis import given
from hypothesis import strategies as st

import fc
from fc.data.images import ImageSetting
from fc.experiments.images.digit_pair import DigitPair
from fc.experiments.images.distillation import ImageDistillation
from fc.experiments.images.pretraining import ImagePretraining
from fc.experiments.images.training import ImageTraining
from fc.experiments.networks.distillation import LinearFit
from fc.experiments.networks.numerical import NumericalExperiment
from fc.experiments.networks.pretraining import Pretraining
from fc.experiments.theorems.growth import Growth
from fc.networks.images import ImageNetwork
from fc.requirements import require_integer
from fc.verdicts.inference import Interval
from fc.verdicts.judge import judge

SECONDS, EXAMPLES = 5, 32
SETTING = fc.Setting(n_core=4, n_bg=4, d=1000, width=8, batch=16)
OTHER = fc.Setting(n_core=3, n_bg=2, d=100, width=6, batch=8)
JOBS = tuple((n, fc.Training(fc.Setting(n, n, d=10**6))) for n in (4, 8))
OTHERS = tuple((n, fc.Training(fc.Setting(n, n, d=10**6, activation="identity"))) for n in (4, 8))
CLAIM = {
    "id": "4.9.made_up",
    "statement": "A risk.",
    "quantity": "a risk",
    "order": fc.Vanishing("d0"),
    "sweep": JOBS,
    "read": "T2.risk_id",
    "seeds": 3,
    "control": fc.Control("a control", OTHERS, "T2.risk_id"),
}
RECORDS = {
    (fc.key(job), run): {"T2.risk_id": (0.5 + run / 100) / n}
    for n, job in JOBS + OTHERS
    for run in range(3)
}
[VERDICT] = judge([fc.Claim(**CLAIM)], RECORDS)
QUICK = fc.Simulation(OTHER, steps=1)

# Arguments that are right, by the names of what takes them.
VALID = {
    "Architecture": lambda: {"depth": 2, "biases": True, "trained_output": True, "init": "default",
                             "norm": None},
    "Claim": lambda: CLAIM,
    "Constant": lambda: {"size_name": "d0", "floor": 0.1, "margin": 0.1},
    "Control": lambda: {"name": "a control", "sweep": JOBS, "read": "T2.risk_id"},
    "Departures": lambda: {"overlap": 0.1, "bg_label": 0.1, "positive_share": 0.4, "dataset": 9,
                           "init_scale": 2.0, "bg_agreement": 0.9, "core_radius": 2.0,
                           "bg_signed": 2, "bg_offset": 0.1},
    "Power": lambda: {"a": 1.0, "size_name": "d0", "margin": 0.1},
    "Range": lambda: {"low": 0.0, "high": 1.0},
    "Recipe": lambda: {"loss": "hinge", "optimiser": "sgd", "step_size": 0.1, "steps": 3},
    "Remedy": lambda: {"inputs": "raw", "samples": 9, "flipped": 0.1, "weights": "equal",
                       "gradient": "all", "retrained": False},
    "Setting": lambda: dataclasses.asdict(SETTING) | {"step_size": 0.1, "arithmetic": "float64"},
    "Simulation": lambda: {"setting": SETTING, "shift": -1.0, "steps": 2},
    "TorchTraining": lambda: {"setting": SETTING, "architecture": fc.Architecture(),
                              "recipe": fc.Recipe(steps=3), "remedy": fc.Remedy(),
                              "checkpoints": (2,)},
    "Training": lambda: {"setting": SETTING, "checkpoints": ("start",), "planted_bg": 0.1},
    "Vanishing": lambda: {"size_name": "d0", "margin": 0.1},
    "measure_data": lambda: {"weights": np.ones((3, 4)), "output": np.ones(3), "y": [1, -1],
                             "X": np.eye(2, 4), "core": [0], "bg": [2, 3], "kappas": (-1.0, 0.5),
                             "activation": "gelu"},
    "measure_output": lambda: {"function": lambda X: X.sum(axis=1), "X": np.eye(2, 4),
                               "y": [1, -1], "shifted": {-1.0: np.eye(2, 4)}},
}  # fmt: skip
IMAGES, CHECKPOINTS = ImageSetting(), (0,)
INSIDE = (
    IMAGES, ImageNetwork(), DigitPair(IMAGES), ImageTraining(IMAGES),
    ImageDistillation(IMAGES, ImageNetwork()), ImagePretraining(IMAGES, checkpoints=CHECKPOINTS),
    NumericalExperiment(SETTING), Pretraining(SETTING), LinearFit(SETTING, CHECKPOINTS),
    Growth(SETTING),
)  # fmt: skip
MADE = {type(one).__name__: type(one) for one in INSIDE}
VALID |= {name: lambda one=one: vars(one) for name, one in zip(MADE, INSIDE, strict=True)}
# What a result is asked, so that what is wrong in it comes out.
USED = {
    **dict.fromkeys(("Constant", "Power", "Vanishing"), str),
    "Setting": lambda found: (found.as_dict(), found.t1, found.core, found.bg),
    "Simulation": lambda job: job.run(0, 0),
    **dict.fromkeys(("Training", "TorchTraining"), fc.key),
}
# What must not be there; some of it is right for some argument, and then so must the result be.
BAD = (
    None, True, "", "many", "T2", "nan", -1, 0, 2, 0.5, 1e308, -1e308, 10**40, math.nan, math.inf,
    1e9, 2**63, 1 + 2j, (), [], {}, {"x": 1}, [math.nan], (-1,), (10.5,), ("T3",), (10**9,), [[]],
    [None], ["T2"], np.zeros((2, 3)), np.zeros(0), np.float64("nan"), np.array(["a"]), range(3),
    np.full((3, 8), np.inf), [[1, 2], [3]], fc.Setting, SETTING, OTHER, QUICK, VERDICT, JOBS,
    Interval(math.nan, 0, 1), [(QUICK, -1)], [(1, 2, 3)], fc.Range(0, 1), fc.streams(0, 0),
    "shifted:1e308:gelu", "quadratic:nan", "beta:1e308,1e-308", "leaky_relu:2",
)  # fmt: skip


def names(sentence, argument, value):
    """Whether a sentence names the argument, or a field of what was given for it."""
    fields = {f.name for f in dataclasses.fields(value)} if dataclasses.is_dataclass(value) else ()
    keys = map(str, value) if isinstance(value, dict) else ()
    also = {"spec": ("activation",), "setting": ("n_core + n_bg", "S_b")}.get(argument, ())
    known = {argument, argument.removesuffix("s"), *also, *fields, *keys}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in known if name)


def unsound(result):
    """The first number in a result that is none, or None."""
    if isinstance(result, float | np.floating):
        return "NaN" if math.isnan(result) else None
    if isinstance(result, np.ndarray):
        return None if np.isfinite(result).all() else "an array that is not finite"
    if isinstance(result, dict):
        return unsound(list(result.values()))
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return unsound([getattr(result, f.name) for f in dataclasses.fields(result)])
    if isinstance(result, list | tuple):
        return next((found for part in result if (found := unsound(part))), None)
    return None


def complaint(function, arguments, argument, bad, use=lambda found: None, kind=object):
    """What is wrong with how a function takes a bad argument, or None."""
    try:
        with within(SECONDS), np.errstate(all="ignore"):
            result = function(**arguments | {argument: bad})
            used = use(result)
    except (fc.NotReached, fc.OutOfRange) as error:  # Of weights that grow, in their own words.
        return muddled(str(error))
    except (ValueError, TypeError) as error:
        if not explicit(error):
            return f"a raw error: {error!r}"
        if not names(str(error), argument, bad):
            return f"the sentence does not name it: {error}"
        return muddled(str(error))
    except TookTooLong:
        return f"no end within {SECONDS} s"
    except Exception as error:
        return f"a raw error: {error!r}"
    # The same of one number is one number.
    if not isinstance(result, (kind, np.floating) if kind is np.ndarray else kind):
        return f"{type(result).__name__} in place of {kind.__name__}"
    return next((f"{found} in the result" for found in map(unsound, (result, used)) if found), None)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", VALID)
def test_a_bad_argument_gives_a_right_result_or_one_sentence(name):
    function, use = MADE.get(name) or getattr(fc, name), USED.get(name, lambda found: None)
    right = function(**VALID[name]())
    assert unsound((right, use(right))) is None

    @reproducible(EXAMPLES)
    @given(
        st.sampled_from([x for x in VALID[name]() if x != "function"]),
        st.sampled_from(range(len(BAD))) | values,
    )
    def tried(argument, drawn):
        bad = BAD[drawn] if type(drawn) is int and drawn in range(len(BAD)) else drawn
        found = complaint(function, VALID[name](), argument, bad, use, type(right))
        assert found is None, f"{name}({argument}={bad!r}): {found}"

    tried()


def endless(x):
    while True:
        pass


@pytest.mark.parametrize(
    "function, bad, says",
    [
        (lambda x: x * np.zeros(3), "many", "a raw error"),
        (lambda x: x * np.zeros(3), math.nan, "not finite in the result"),
        (endless, 1.0, "no end within"),
        (lambda x: "0", 1.0, "str in place of ndarray"),
        (lambda x: require_integer("", x, 0), -1, "does not name it"),
    ],
)
def test_control_a_function_without_checks_is_caught(monkeypatch, function, bad, says):
    monkeypatch.setitem(globals(), "SECONDS", 0.2)
    assert says in complaint(function, {"x": 1.0}, "x", bad, kind=np.ndarray)
    assert complaint(lambda x: require_integer("x", x, 0), {"x": 1}, "x", -1) is None

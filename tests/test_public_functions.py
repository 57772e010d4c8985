"""Every public function with one bad argument: a right result, or one sentence that names it.

No wrong answer in silence, no raw error of numpy's or torch's, no end that does not come.
"""

import dataclasses
import inspect
import math
import pickle
import re

import numpy as np
import pytest
from fuzz import TookTooLong, explicit, muddled, reproducible, values, within
from hypothesis import given
from hypothesis import strategies as st

import fc
from fc.boards import assumptions, catalogue
from fc.boards.stored import Stored
from fc.model import doors
from fc.requirements import require_integer
from fc.verdicts.inference import Interval
from fc.verdicts.judge import judge

SECONDS, EXAMPLES = 5, 32
SETTING = fc.Setting(n_core=4, n_bg=4, d=1000, width=8, batch=16)
OTHER = fc.Setting(n_core=3, n_bg=2, d=100, width=6, batch=8)
TAPERED = fc.Setting(n_core=4, n_bg=4, d=1000, width=8, batch=16, taper=0.5)
CONSTANT = fc.Setting(n_core=4, n_bg=4, d=1000, width=8, batch=16, strengths="constant:0.5")
WILD = fc.Setting(n_core=4, n_bg=4, d=1000, width=8, batch=16, step_size=1e20)
HUGE = fc.Setting(n_core=10**29, n_bg=10**29, d=10**30, width=10**20)


def generator():
    return np.random.default_rng(0)


def network(setting=SETTING, factor=1.0):
    v, a = fc.initial_network(setting, generator())
    return fc.Network(factor * v, a)


def batch(setting=SETTING):
    return fc.draw_batch(setting, generator())


START = fc.initial_neurons(SETTING, generator())
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
STORED = Stored({"seed": 0, "scale": "smoke"}, {(fc.key(QUICK), 0): QUICK.run(0, 0)}, "stored.json")
ONCE = CLAIM | {"sweep": ((1, QUICK),), "read": "risk_id", "seeds": 2}
ONCE = fc.Claim(**ONCE | {"control": fc.Control("a control", ((1, QUICK),), "risk_id")})

# Arguments that are right, by the names of what takes them.
VALID = {
    "Architecture": lambda: {"depth": 2, "biases": True, "trained_output": True, "init": "default",
                             "norm": None, "dropout": 0.1},
    "Claim": lambda: CLAIM,
    "Constant": lambda: {"size_name": "d0", "floor": 0.1, "margin": 0.1},
    "Control": lambda: {"name": "a control", "sweep": JOBS, "read": "T2.risk_id"},
    "CounterRandom": lambda: {"seed": 1},
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
                              "checkpoints": (2,), "test": OTHER},
    "Training": lambda: {"setting": SETTING, "checkpoints": ("start",), "planted_bg": 0.1},
    "Vanishing": lambda: {"size_name": "d0", "margin": 0.1},
    "activation": lambda: {"spec": "gelu"},
    "active_neg": lambda: {"of": fc.sums_of_features([0.5], [0.3], [0.5], [0.3]), "a": 0.1},
    "asymmetry_time": lambda: {"setting": SETTING, "grid": 20},
    "badge": lambda: {"verdict": VERDICT},
    "claims": lambda: {"names": "4.3", "scale": "smoke"},
    "correlations": lambda: {"of": START, "setting": SETTING},
    "count_text": lambda: {"verdicts": [VERDICT]},
    "criterion": lambda: {"setting": SETTING},
    "draw_batch": lambda: {"setting": SETTING, "rng": generator(), "size": 3,
                           "out": np.empty((3, 8))},
    "entries_of": lambda: {"experiment": QUICK},
    "evolve": lambda: {"setting": SETTING, "state": START, "checkpoints": (2, "T1"),
                       "step_limit": 200},
    "expectation": lambda: {"state": START, "setting": SETTING, "kappas": (-1.0,)},
    "expected_history": lambda: {"setting": SETTING, "steps": [0, 2], "kappas": (-1.0,), "seed": 0,
                                 "run": 0, "planted_bg": 0.1},
    "exponent": lambda: {"sizes": [1, 2, 4], "values": [[1, 2.0], [2, 3], [4, 5]],
                         "confidence": 0.9},
    "history": lambda: {"setting": SETTING, "steps": [0, 2], "kappas": (-1.0,), "seed": 0,
                        "run": 0, "samples": 20, "planted_bg": 0.1},
    "initial_network": lambda: {"setting": SETTING, "rng": generator(), "planted_bg": 0.1},
    "initial_neurons": lambda: {"setting": SETTING, "rng": generator()},
    "interval_text": lambda: {"interval": Interval(0.5, 0.4, 0.6)},
    "key": lambda: {"job": QUICK},
    "law": lambda: {"setting": fc.Setting(), "extrapolate": True},
    "load": lambda: {"path": "absent.json"},
    "load_register": lambda: {"path": "absent.json"},
    "load_tallies": lambda: {"path": "absent.json"},
    "mean_interval": lambda: {"replicates": [1.0, 2.0, 4.0], "confidence": 0.9},
    "mean_largest": lambda: {"count": 3},
    "measure": lambda: {"network": network(), "setting": SETTING, "rng": generator(),
                        "kappas": (-1.0, 0.5), "samples": 20},
    "measure_data": lambda: {"weights": np.ones((3, 4)), "output": np.ones(3), "y": [1, -1],
                             "X": np.eye(2, 4), "core": [0], "bg": [2, 3], "kappas": (-1.0, 0.5),
                             "activation": "gelu"},
    "measure_output": lambda: {"function": lambda X: X.sum(axis=1), "X": np.eye(2, 4),
                               "y": [1, -1], "shifted": {-1.0: np.eye(2, 4)}},
    "neurons": lambda: {"network": network(), "setting": SETTING},
    "obstacles": lambda: {"setting": SETTING, "found": fc.law(SETTING, extrapolate=True)},
    "output": lambda: {"network": network(), "setting": SETTING, "u": batch().u},
    "own_activation": lambda: {"name": "wave", "phi": np.sin, "slope": np.cos},
    "projections": lambda: {"network": network(), "setting": SETTING, "batch": batch(),
                            "hinge_gate": False},
    "reduction_gap": lambda: {"setting": SETTING, "steps": 2, "seed": 0, "run": 0},
    "refutable": lambda: {"name": "law", "conditions": "none", "space": {"x": fc.Axis(0, 1)},
                          "at": lambda x: QUICK, "read": "risk_id", "stated": lambda of: 1.0,
                          "within": 0.1, "seeds": 4},
    "repeat": lambda: {"stored": STORED, "chosen": [ONCE], "largest": 1e9, "runs": 1,
                       "in_spreads": False},
    "rows": lambda: {"records": RECORDS},
    "run_all": lambda: {"jobs": [(QUICK, 0)], "seed": 0, "processes": 1, "store": "runs"},
    "sgd_steps": lambda: {"setting": SETTING, "streams": fc.streams(0, 0), "network": network()},
    "shift_background": lambda: {"batch": batch(), "setting": SETTING, "kappa": -1.0},
    "streams": lambda: {"seed": 0, "run": 0},
    "sums_of_features": lambda: {"mu_core": [0.5, 0.4], "sigma_core": 0.3, "mu_bg": [0.5],
                                 "sigma_bg": [0.3]},
    "table": lambda: {"sweep": JOBS, "read": "T2.risk_id", "seeds": 3, "records": RECORDS},
    "table_of": lambda: {"ideal": [fc.Claim(**CLAIM)], "breaks": fc.BREAKS[:1], "seed": 0,
                         "processes": 1},
    "train": lambda: {"setting": SETTING, "streams": fc.streams(0, 0), "checkpoints": (2, "T1"),
                      "network": network(), "step_limit": 20},
    "train_counted": lambda: {"setting": SETTING, "seed": 0, "checkpoints": (2, "T1"),
                              "step_limit": 20},
    "verdict_table": lambda: {"verdicts": [VERDICT], "beside": [VERDICT]},
    "verify": lambda: {"names": "4.3.id", "scale": "smoke", "seed": 0, "processes": 1,
                       "store": "runs", "change": {"n_core": 9}},
}  # fmt: skip
LEFT_OUT = {
    "Axis": "a plain tuple, of a statement that its author attacks",
    "Experiment": "a class to derive from",
    "Statements": "a plain tuple: the claims that it makes are checked",
    "own_claims": "it opens a file: tests/boards/test_own.py",
    "Network": "a plain tuple, made at every step: its arrays are checked where it meets a setting",
    "NotReached": "an exception",
    "OutOfRange": "an exception",
}
# What a result is asked, so that what is wrong in it comes out.
USED = {
    "CounterRandom": lambda found: (found.standard_normal(3), found.chisquare(3, 2)),
    "activation": lambda found: (found.of(np.array([-1.0, 0, 2])), found.slope_of(np.ones(2))),
    "law": lambda found: found.scalars((-1.0, 0.5)),
    **dict.fromkeys(("Constant", "Power", "Vanishing"), str),
    "Setting": lambda found: (found.as_dict(), found.t1, found.core, found.bg),
    "obstacles": list,
    "sgd_steps": lambda steps: next(steps).margin,
    "Simulation": lambda job: job.run(0, 0),
    **dict.fromkeys(("Training", "TorchTraining"), fc.key),
}
# What must not be there; some of it is right for some argument, and then so must the result be.
BAD = (
    None, True, "", "many", "T2", "nan", -1, 0, 2, 0.5, 1e308, -1e308, 10**40, math.nan, math.inf,
    -math.inf, 1e9, 2**63, 1 + 2j, (), [], {}, {"x": 1}, [math.nan], (-1,), (10.5,), ("T3",),
    [[]], [None], (10**9,), ["T2"], np.zeros((2, 3)), np.zeros(0), np.float64("nan"), np.array(3.0),
    np.full(8, np.nan), np.full((3, 8), np.inf), np.array(["a"]), np.zeros((3, 8), int), range(3),
    [[1, 2], [3]], fc.Setting, SETTING, OTHER, TAPERED, CONSTANT, WILD, HUGE, network(OTHER),
    network(factor=math.nan), network(factor=1e12), fc.Network([[1.0]], [1.0]), START,
    fc.initial_neurons(OTHER, generator()), START._replace(a=START.a * math.nan), batch(OTHER),
    batch()._replace(y=np.ones(3)), fc.streams(0, 0), QUICK, VERDICT, Interval(math.nan, 0, 1),
    JOBS, [(QUICK, -1)], [(1, 2, 3)], fc.Range(0, 1), fc.law(OTHER, extrapolate=True),
    "shifted:1e308:gelu", "quadratic:nan", "beta:1e308,1e-308", "leaky_relu:2",
)  # fmt: skip
# Each would be seen to run, not to be refused; what they run is tested elsewhere.
HEAVY = {"run_all": lambda jobs, *_: {}, "judge": lambda claims, *_: [VERDICT] * len(claims)}


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


def called(function, arguments):
    """The result; an argument of any number of values is given by its name here."""
    several = [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.kind == p.VAR_POSITIONAL
    ]
    given = [arguments.pop(name) for name in several if name in arguments]
    return function(*given, **arguments)


def complaint(function, arguments, argument, bad, use=lambda found: None, kind=object):
    """What is wrong with how a function takes a bad argument, or None."""
    try:
        with within(SECONDS), np.errstate(all="ignore"):
            result = called(function, arguments | {argument: bad})
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


@pytest.fixture
def light(monkeypatch, tmp_path):
    """No verification is run, and no file is written beside the test's own."""
    monkeypatch.chdir(tmp_path)
    for module in (catalogue, assumptions):
        for name, stub in HEAVY.items():
            monkeypatch.setattr(module, name, stub)


def test_every_public_name_that_can_be_called_is_tried():
    called = {name for name in fc.__all__ if callable(getattr(fc, name))}
    assert called == VALID.keys() | LEFT_OUT.keys()
    assert not VALID.keys() & LEFT_OUT.keys()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", VALID)
def test_a_bad_argument_gives_a_right_result_or_one_sentence(light, name):
    function, use = getattr(fc, name), USED.get(name, lambda found: None)
    parameters = [*VALID[name]()]
    kind = object
    if name not in ("load", "load_register", "load_tallies"):
        right = called(function, VALID[name]())
        kind = type(right)
        assert unsound((right, use(right))) is None

    @reproducible(EXAMPLES)
    @given(st.sampled_from(parameters), st.sampled_from(range(len(BAD))) | values)
    def tried(argument, drawn):
        bad = BAD[drawn] if type(drawn) is int and drawn in range(len(BAD)) else drawn
        if argument in ("path", "store") and isinstance(bad, str):
            return  # Names of files have a test of their own.
        found = complaint(function, VALID[name](), argument, bad, use, kind)
        assert found is None, f"{name}({argument}={bad!r}): {found}"

    tried()


@pytest.mark.parametrize("read", ["T2.risk_idd", "T3.risk_id", "risk_id", "T2.risk_id "])
def test_an_unknown_entry_is_named_with_those_like_it(read):
    for what in (
        lambda: fc.Claim(**CLAIM | {"read": read}),
        lambda: fc.Control("a control", OTHERS, read),
        lambda: fc.table(JOBS, read, 3, RECORDS),
    ):
        with pytest.raises(ValueError, match=r"of Training, such as .*T\d\.risk_id.*, got"):
            what()
    # An entry that the record can hold is no error, though no run reached it.
    assert np.isnan(fc.table(JOBS, "T1.risk_id", 3, RECORDS)[1]).all()


def test_a_state_of_torch_is_known_by_its_steps():
    job = ((1, fc.TorchTraining(SETTING, recipe=fc.Recipe(steps=9), checkpoints=(5,))),)
    for known in ("fit.risk_id", "5.risk_id"):
        fc.Control("a control", job, known)
    with pytest.raises(ValueError, match=r"such as 5\.risk_id"):
        fc.Control("a control", job, "6.risk_id")


def test_what_is_handed_on_is_found_again_in_another_process():
    for name in VALID:
        assert pickle.loads(pickle.dumps(getattr(fc, name))) is getattr(fc, name)


def _unchecked(x: float, n: int):
    return x * np.zeros(n)


def _wordless(x: float, n: int):
    if not isinstance(x, float):
        raise ValueError("no")
    return np.zeros(3)


def _endless(x: float, n: int):
    while True:
        pass


@pytest.mark.parametrize(
    "function, bad, says",
    [
        (_unchecked, "many", "a raw error"),
        (_unchecked, math.nan, "not finite in the result"),
        (_unchecked, [[1.0, 2], [3]], "a raw error"),
        (_unchecked, np.ones(2), "a raw error"),
        (_wordless, "many", "a raw error"),
        (_endless, 1.0, "no end within"),
        (lambda x, n: "0", 1.0, "str in place of ndarray"),
        (doors.door(_wordless, {"x": lambda field, x: x}), 1, "a raw error"),
    ],
)
def test_control_a_function_without_checks_is_caught(monkeypatch, function, bad, says):
    monkeypatch.setitem(globals(), "SECONDS", 0.2)
    assert says in complaint(function, {"x": 1.0, "n": 3}, "x", bad, kind=np.ndarray)
    # The same behind the door, where the hints say it.
    if function is _unchecked:
        assert complaint(doors.door(function, {}), {"x": 1.0, "n": 3}, "x", bad) is None


def test_control_an_error_of_the_package_that_names_nothing_is_caught():
    def nameless(x):
        return require_integer("", x, 0)

    assert "does not name it" in complaint(nameless, {"x": 1}, "x", -1)
    assert complaint(lambda x: require_integer("x", x, 0), {"x": 1}, "x", -1) is None

"""Feature contamination, verified: simulate the setting, measure it, judge the theorems."""

from fc.activations import activation
from fc.activity import active_neg
from fc.assumptions import table_of
from fc.asymmetry import asymmetry_time
from fc.board import badge, count_text, interval_text, verdict_table
from fc.boolean import BooleanSetting
from fc.boolean_functions import BooleanFunction
from fc.calibration import load_tallies
from fc.catalogue import claims
from fc.claims import FALSE_ALARM, FALSE_SUPPORT, Claim, Control, Verdict, judge, table
from fc.comparisons import AtMargin, ClosureError, Course
from fc.conditions import CONDITIONS
from fc.counter import CounterRandom
from fc.criterion import Criterion, criterion, growth_path
from fc.departures import Departures
from fc.distillation import Teacher
from fc.distilled import Distillation, LinearFit
from fc.ensemble import run_all
from fc.expectation import Expectation, expectation
from fc.features import draw_batch, embedding, shift_background, streams
from fc.framed_pair import FramedPair
from fc.free_growth import free_growth, grown
from fc.gaussian import both_below, ramp_mean
from fc.groups import sums, sums_of_features
from fc.growth import Growth, at_pace, growth_ratio
from fc.history import History, expected_history, history
from fc.image_distillation import ImageDistillation
from fc.image_networks import ImageNetwork
from fc.image_runs import ImageTraining
from fc.images import ImageSetting, framed
from fc.inference import detection_rate, exponent, mean_interval
from fc.laws import Law, law
from fc.measure import measure
from fc.network import Network, initial_network, output
from fc.neurons import Neurons, correlations, initial_neurons, neurons
from fc.phase import PhaseColumn, crossing
from fc.population import evolve, population
from fc.pretraining import Pretraining
from fc.probes import AsymmetryTime, LabelCorrelation, Projection
from fc.projection import projections
from fc.records import Stored, load, repeat
from fc.reduction import reduction_gap
from fc.reference import enumerated_force, inverted_force
from fc.remedies import Remedy
from fc.runs import Simulation, Training, key, summary
from fc.setting import Setting
from fc.sgd import NotReached, sgd, train
from fc.strengths import strengths
from fc.torch_networks import Architecture
from fc.trained import TorchTraining
from fc.training import Recipe
from fc.trend import Bound, Constant, Power, Range, Vanishing
from fc.validity import obstacles
from fc.verify import verify

__all__ = [
    "CONDITIONS",
    "FALSE_ALARM",
    "FALSE_SUPPORT",
    "Architecture",
    "AsymmetryTime",
    "AtMargin",
    "BooleanFunction",
    "BooleanSetting",
    "Bound",
    "Claim",
    "ClosureError",
    "Constant",
    "Control",
    "CounterRandom",
    "Course",
    "Criterion",
    "Departures",
    "Distillation",
    "Expectation",
    "FramedPair",
    "Growth",
    "History",
    "ImageDistillation",
    "ImageNetwork",
    "ImageSetting",
    "ImageTraining",
    "LabelCorrelation",
    "Law",
    "LinearFit",
    "Network",
    "Neurons",
    "NotReached",
    "PhaseColumn",
    "Power",
    "Pretraining",
    "Projection",
    "Range",
    "Recipe",
    "Remedy",
    "Setting",
    "Simulation",
    "Stored",
    "Teacher",
    "TorchTraining",
    "Training",
    "Vanishing",
    "Verdict",
    "activation",
    "active_neg",
    "asymmetry_time",
    "at_pace",
    "badge",
    "both_below",
    "claims",
    "correlations",
    "count_text",
    "criterion",
    "crossing",
    "detection_rate",
    "draw_batch",
    "embedding",
    "enumerated_force",
    "evolve",
    "expectation",
    "expected_history",
    "exponent",
    "framed",
    "free_growth",
    "grown",
    "growth_path",
    "growth_ratio",
    "history",
    "initial_network",
    "initial_neurons",
    "interval_text",
    "inverted_force",
    "judge",
    "key",
    "law",
    "load",
    "load_tallies",
    "mean_interval",
    "measure",
    "neurons",
    "obstacles",
    "output",
    "population",
    "projections",
    "ramp_mean",
    "reduction_gap",
    "repeat",
    "run_all",
    "sgd",
    "shift_background",
    "streams",
    "strengths",
    "summary",
    "sums",
    "sums_of_features",
    "table",
    "table_of",
    "train",
    "verdict_table",
    "verify",
]

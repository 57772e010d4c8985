"""Feature contamination, verified: simulate the setting, measure it, judge the theorems."""

from fc.boards.assumptions import table_of
from fc.boards.calibration import load_tallies
from fc.boards.catalogue import claims
from fc.boards.conditions import CONDITIONS
from fc.boards.stored import Stored, load, repeat
from fc.boards.tables import badge, count_text, interval_text, verdict_table
from fc.boards.verification import verify
from fc.data.boolean import BooleanSetting
from fc.data.boolean_functions import BooleanFunction
from fc.data.images import ImageSetting, framed
from fc.experiments.images.distillation import ImageDistillation
from fc.experiments.images.framed_pair import FramedPair
from fc.experiments.images.training import ImageTraining
from fc.experiments.networks.distillation import Distillation
from fc.experiments.networks.linear_fit import LinearFit
from fc.experiments.networks.pretraining import Pretraining
from fc.experiments.networks.training import TorchTraining
from fc.experiments.theorems.at_margin import AtMargin
from fc.experiments.theorems.closure_error import ClosureError
from fc.experiments.theorems.course import Course
from fc.experiments.theorems.growth import Growth, at_pace, growth_ratio
from fc.experiments.theorems.growth_identity import Projection
from fc.experiments.theorems.half_asymmetry import AsymmetryTime
from fc.experiments.theorems.label_information import LabelCorrelation
from fc.experiments.theorems.phase import PhaseColumn, crossing
from fc.experiments.theorems.timeline import History, expected_history, history
from fc.experiments.theorems.training import Simulation, Training
from fc.model.activations import activation
from fc.model.counter import CounterRandom
from fc.model.departures import Departures
from fc.model.features import draw_batch, embedding, shift_background, streams
from fc.model.groups import sums, sums_of_features
from fc.model.network import Network, initial_network, output
from fc.model.scalars import Neurons, correlations, initial_neurons, neurons
from fc.model.setting import Setting
from fc.model.strengths import strengths
from fc.model.trajectory import NotReached
from fc.networks.architecture import Architecture
from fc.networks.images import ImageNetwork
from fc.networks.recipe import Recipe
from fc.networks.remedies import Remedy
from fc.networks.teachers import Teacher
from fc.runs.pool import run_all
from fc.runs.records import key, table
from fc.simulation.entries import summary
from fc.simulation.measurement import bg_correlation, core_correlation, measure
from fc.simulation.reduction import reduction_gap
from fc.simulation.sgd import sgd, train
from fc.theory.activity import active_neg
from fc.theory.asymmetry import asymmetry_time
from fc.theory.gaussian import both_below, ramp_mean
from fc.theory.gradient import enumerated_force, inverted_force, projections
from fc.theory.growth_criterion import Criterion, criterion, growth_path
from fc.theory.laws import Law, law
from fc.theory.population.dynamics import evolve, population
from fc.theory.population.observables import Expectation, expectation
from fc.theory.population.ungated import free_growth, grown
from fc.theory.validity import obstacles
from fc.verdicts.claim import Claim, Control
from fc.verdicts.inference import detection_rate, exponent, mean_interval
from fc.verdicts.judge import FALSE_ALARM, FALSE_SUPPORT, Verdict, judge
from fc.verdicts.orders import Bound, Constant, Power, Range, Vanishing

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
    "bg_correlation",
    "both_below",
    "claims",
    "core_correlation",
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

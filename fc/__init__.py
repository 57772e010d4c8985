"""Feature contamination, verified: simulate the setting, measure it, judge the theorems."""

from fc.attack.statement import Axis, refutable
from fc.boards.assumptions import BREAKS, table_of
from fc.boards.calibration import load_tallies
from fc.boards.catalogue import claims, verify
from fc.boards.own import own_claims
from fc.boards.register import load_register
from fc.boards.stored import load, repeat
from fc.boards.tables import badge, count_text, interval_text, markdown, verdict_table
from fc.experiments.networks.training import TorchTraining
from fc.experiments.theorems.training import Simulation, Training, expected_history, history
from fc.model.activations import activation
from fc.model.counter import CounterRandom
from fc.model.departures import Departures
from fc.model.features import draw_batch, shift_background, streams
from fc.model.network import Network, initial_network, output
from fc.model.own_functions import own_activation
from fc.model.scalars import correlations, initial_neurons, neurons
from fc.model.setting import Setting
from fc.model.trajectory import NotReached
from fc.networks.architecture import Architecture
from fc.networks.remedies import Remedy
from fc.networks.training import Recipe
from fc.runs.experiment import Experiment
from fc.runs.pool import run_all
from fc.runs.records import key, rows, table
from fc.simulation.counted import train_counted
from fc.simulation.measurement import measure
from fc.simulation.own_data import measure_data, measure_output
from fc.simulation.reduction import reduction_gap
from fc.simulation.sgd import OutOfRange, sgd_steps, train
from fc.theory.gaussian import mean_largest
from fc.theory.gradient import projections
from fc.theory.growth_criterion import criterion
from fc.theory.pair import active_neg
from fc.theory.population.dynamics import evolve
from fc.theory.population.observables import expectation
from fc.theory.setting_laws import asymmetry_time, law, obstacles
from fc.verdicts.claim import Claim, Control, Statements
from fc.verdicts.inference import exponent, mean_interval
from fc.verdicts.judge import FALSE_ALARM, FALSE_SUPPORT, SKEW
from fc.verdicts.orders import Constant, Power, Range, Vanishing

# Constants, classes, functions, each in the order of the alphabet.
__all__ = [
    "BREAKS", "FALSE_ALARM", "FALSE_SUPPORT", "SKEW", "Architecture", "Axis", "Claim", "Constant",
    "Control", "CounterRandom", "Departures", "Experiment", "Network", "NotReached", "OutOfRange",
    "Power", "Range", "Recipe", "Remedy", "Setting", "Simulation", "Statements", "TorchTraining",
    "Training", "Vanishing", "activation", "active_neg", "asymmetry_time", "badge", "claims",
    "correlations", "count_text", "criterion", "draw_batch", "evolve", "expectation",
    "expected_history", "exponent", "history", "initial_network", "initial_neurons",
    "interval_text", "key", "law", "load", "load_register", "load_tallies", "markdown",
    "mean_interval", "mean_largest", "measure", "measure_data", "measure_output", "neurons",
    "obstacles", "output", "own_activation", "own_claims", "projections", "reduction_gap",
    "refutable", "repeat", "rows", "run_all", "sgd_steps", "shift_background", "streams", "table",
    "table_of", "train", "train_counted", "verdict_table", "verify",
]  # fmt: skip

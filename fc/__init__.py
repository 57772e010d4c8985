"""Feature contamination, verified: simulate the setting, measure it, judge the theorems."""

from fc.activations import activation
from fc.board import badge, interval_text, verdict_table
from fc.claims import Claim, Control, Verdict, judge, table
from fc.ensemble import run_all
from fc.features import draw_batch, embedding, shift_background, streams
from fc.history import History, history
from fc.laws import Law, asymmetry_time, law
from fc.measure import measure
from fc.network import Network, initial_network, output
from fc.probes import AsymmetryTime, LabelCorrelation, Projection
from fc.projection import projections
from fc.records import load, repeat
from fc.reduction import reduction_gap
from fc.runs import Simulation, Training, key, summary
from fc.setting import Setting
from fc.sgd import NotReached, sgd, train
from fc.strengths import strengths
from fc.theorems import claims
from fc.trend import Bound, Constant, Power, Range, Vanishing, exponent, mean_interval
from fc.verify import verify

__all__ = [
    "AsymmetryTime",
    "Bound",
    "Claim",
    "Constant",
    "Control",
    "History",
    "LabelCorrelation",
    "Law",
    "Network",
    "NotReached",
    "Power",
    "Projection",
    "Range",
    "Setting",
    "Simulation",
    "Training",
    "Vanishing",
    "Verdict",
    "activation",
    "asymmetry_time",
    "badge",
    "claims",
    "draw_batch",
    "embedding",
    "exponent",
    "history",
    "initial_network",
    "interval_text",
    "judge",
    "key",
    "law",
    "load",
    "mean_interval",
    "measure",
    "output",
    "projections",
    "reduction_gap",
    "repeat",
    "run_all",
    "sgd",
    "shift_background",
    "streams",
    "strengths",
    "summary",
    "table",
    "train",
    "verdict_table",
    "verify",
]

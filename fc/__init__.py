"""Feature contamination, verified: simulate the setting, measure it, judge the theorems."""

from fc.activations import activation
from fc.claims import Claim, Control, Verdict, judge, table
from fc.ensemble import run_all
from fc.features import draw_batch, embedding, shift_background, streams
from fc.laws import Law, asymmetry_time, law
from fc.measure import measure
from fc.network import Network, initial_network, output
from fc.probes import AsymmetryTime, LabelCorrelation, Projection
from fc.projection import projections
from fc.records import load, repeat
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
    "claims",
    "draw_batch",
    "embedding",
    "exponent",
    "initial_network",
    "judge",
    "key",
    "law",
    "load",
    "mean_interval",
    "measure",
    "output",
    "projections",
    "repeat",
    "run_all",
    "sgd",
    "shift_background",
    "streams",
    "strengths",
    "summary",
    "table",
    "train",
    "verify",
]

"""The simulated table of the theory: m = 256, N = 1000, d = 10^6, trained to T2."""

import numpy as np
import pytest
from chance import normal, variance_agrees

from fc import Setting, Simulation, measure, streams, train
from fc.experiments.theorems.training import LAWS, Training
from fc.simulation.entries import summary
from fc.simulation.measurement import EVALUATION_SAMPLES

COLUMNS = ("C", "B", "q- median", "R(-1)", "R(-0.5)", "err(-1)", "err(-1.25)", "err(-1.5)")
# Half a unit of each column's last digit.
ROUNDING = np.array([0.0005] * 5 + [0.005] * 3)
TABLE_SEEDS = 2
# By (n_core, n_bg): the table, a mean over two seeds; and the sd over eight seeds of one run.
TABLE = {
    (64, 64): (1.078, 0.927, 0.071, 0.924, 0.693, 0.03, 0.38, 0.50),
    (64, 32): (1.336, 0.665, 0.000, 0.664, 0.498, 0.00, 0.00, 0.01),
    (64, 16): (1.600, 0.398, 0.000, 0.399, 0.300, 0.00, 0.00, 0.00),
    (64, 128): (1.031, 0.984, 0.306, 0.968, 0.731, 0.22, 0.73, 0.72),
}
SPREAD = {
    (64, 64): (0.0018, 0.0013, 0.0017, 0.0006, 0.0006, 0.0072, 0.0671, 0.0812),
    (64, 32): (0.0013, 0.0007, 0.0000, 0.0007, 0.0007, 0.0000, 0.0000, 0.0011),
    (64, 16): (0.0017, 0.0005, 0.0000, 0.0007, 0.0008, 0.0000, 0.0000, 0.0000),
    (64, 128): (0.0016, 0.0012, 0.0276, 0.0005, 0.0008, 0.0388, 0.0923, 0.0776),
}


def column(name):
    return COLUMNS.index(name)


def rows(sizes, seeds):
    """One row a run, with the columns of the table."""
    setting, measured = Setting(*sizes), []
    for run in range(seeds):
        rngs = streams(0, run)
        network = train(setting, rngs)["T2"][1]
        m = measure(network, setting, rngs.evaluate, (-1, -0.5, -1.25, -1.5))
        measured.append(
            [m.core.mean(), m.bg.mean(), np.median(m.active_neg)]
            + [m.risk[kappa].value for kappa in (-1, -0.5)]
            + [m.error[kappa].value for kappa in (-1, -1.25, -1.5)]
        )
    return np.array(measured)


def agree(mean, sizes, seeds, columns=slice(None)):
    """Columns that agree: two means differ by the spread of both, plus the table's rounding."""
    room = normal(len(COLUMNS) * len(TABLE)) * np.sqrt(1 / seeds + 1 / TABLE_SEEDS)
    tolerance = room * np.array(SPREAD[sizes]) + ROUNDING
    return (np.abs(mean - np.array(TABLE[sizes])) <= tolerance)[columns]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", TABLE)
def test_the_table_is_that_of_the_theory(sizes):
    measured = rows(sizes, seeds=8)
    assert agree(measured.mean(axis=0), sizes, 8).all(), measured.mean(axis=0).round(4)
    # The tolerance rests on the stated spread, so that must be right as well.
    for name in ("C", "B", "R(-1)"):
        assert variance_agrees(measured[:, column(name)], SPREAD[sizes][column(name)] ** 2)
    # Control: no other row of the table passes for this one.
    for other in set(TABLE) - {sizes}:
        assert not agree(measured.mean(axis=0), other, 8)[: column("q- median")].any()


def test_two_runs_of_the_simulation_give_a_row_of_the_table():
    sizes, seeds = (64, 32), 2
    job = Simulation(Setting(*sizes), shift=-1.0)
    records = [job.run(0, run) for run in range(seeds)]
    names = ("core_correlation", "bg_correlation", "active_neg_median", "risk_ood")
    mean = np.array([np.mean([record[name] for record in records]) for name in names])
    padded = np.append(mean, np.zeros(4))
    assert agree(padded, sizes, seeds, slice(0, 4)).all(), mean
    assert not agree(padded, (64, 16), seeds, [0, 1, 3]).any()


def test_the_simulation_reports_the_network_at_its_step():
    setting = Setting(6, 4, d=100, width=8, batch=50)
    record = Simulation(setting, shift=-2.0, steps=12).run(3, 1)
    rngs = streams(3, 1)
    network = train(setting, rngs, (12,))[12][1]
    m = measure(network, setting, rngs.evaluate, (-2.0,))
    assert record == {
        "steps": 12,
        "core_correlation": m.core.mean(),
        "bg_correlation": m.bg.mean(),
        "active_pos": m.active_pos.mean(),
        "active_neg_median": np.median(m.active_neg),
        "risk_id": m.risk[1.0].value,
        "risk_ood": m.risk[-2.0].value,
        "error_id": m.error[1.0].value,
        "error_ood": m.error[-2.0].value,
        "margin_ratio": m.margin[-2.0].value / m.margin[1.0].value,
    }
    assert sum(m.n_class) == EVALUATION_SAMPLES


def test_a_training_record_holds_every_checkpoint():
    setting = Setting(6, 6, d=144, width=8, batch=50)
    record = Training(setting).run(0, 0)
    rngs = streams(0, 0)
    met = train(setting, rngs, (0, "T1", "T2"))
    for name, checkpoint in (("start", 0), ("T1", "T1"), ("T2", "T2")):
        steps, network = met[checkpoint]
        m = measure(network, setting, rngs.evaluate, (-2.0, -1.0, -0.5, 0.0))
        assert record[f"{name}.steps"] == steps
        for entry, value in summary(m, network).items():
            assert record[f"{name}.{entry}"] == value
        assert record[f"{name}.bg_largest"] == np.abs(network.v[:, 6:]).max()
    growth = record["T1.bg_sum_rms"] / record["start.bg_sum_rms"]
    assert record["start-T1.bg_growth"] == growth
    largest = record["T2.bg_largest"] / record["T1.bg_largest"]
    assert record["T1-T2.bg_largest_growth"] == largest != record["T1-T2.bg_growth"]
    assert np.isfinite(list(record.values())).all()
    # At T2 the networks are measured under laws of the background, too.
    worst = max(record[f"T2.risk_ood({law})"] for law in LAWS)
    assert record["T2.worst_risk_ood"] == worst > record["T2.risk_ood(0)"]
    assert not [name for name in record if name.startswith(("start", "T1.")) and "beta" in name]

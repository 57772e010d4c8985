"""Records of the simulation and of a training hold what is measured on the network."""

import numpy as np

from fc import Setting, Simulation, measure, streams, train
from fc.experiments.theorems.training import LAWS, Training
from fc.simulation.entries import summary
from fc.simulation.measurement import EVALUATION_SAMPLES


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

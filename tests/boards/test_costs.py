"""What a verification cost: every run once, and as long as it took."""

from dataclasses import replace
from time import perf_counter

import pytest

from fc import Claim, Control, Range, Setting, Training, key, run_all
from fc.boards.tables import cost_text
from fc.runs.records import Store

SETTING = Setting(4, 4, d=10**4, width=8, batch=20)
SEEDS = 2


def claim(name, eta, control_eta):
    """Jobs that are told apart by their step size."""
    job, other = (Training(replace(SETTING, step_size=x), ("T1",)) for x in (eta, control_eta))
    control = Control("another step", ((8, other),), "T1.risk_id")
    return Claim(name, "$x$", "x", Range(0, 1), ((8, job),), "T1.risk_id", SEEDS, control)


def test_a_run_that_two_claims_share_is_counted_once(tmp_path):
    store, claims = Store(tmp_path, 0), [claim("4.9.a", 0.1, 0.2), claim("4.9.b", 0.1, 0.3)]
    cost = {0.1: 1.0, 0.2: 10.0, 0.3: 100.0}
    for one in claims:
        for job, run in one.jobs():
            store.put((key(job), run), {"x": 1.0}, cost[job.setting.eta])
    lines = [line.split() for line in cost_text(claims, store).splitlines()]
    assert lines[0] == ["4.9.a", "4", "runs", "22.0", "s"]
    assert lines[1] == ["4.9.b", "2", "runs", "200.0", "s"]
    assert lines[2][:5] == ["all", "6", "runs", "222.0", "s"]
    # The other way round the second claim pays for what both need.
    assert cost_text(claims[::-1], store).splitlines()[1].split()[3] == "20.0"
    with pytest.raises(FileNotFoundError):
        cost_text(claims, Store(tmp_path, 1))


def test_the_cost_of_a_run_is_what_it_took(tmp_path):
    began, jobs = perf_counter(), claim("4.9.a", 0.5, 0.6).jobs()
    records = run_all(jobs, 0, processes=1, store=tmp_path)
    seconds = [Store(tmp_path, 0).seconds(name) for name in records]
    assert 0 < min(seconds) and sum(seconds) < perf_counter() - began

"""Networks as they are trained in practice, and variants of the theorems' network."""

from dataclasses import replace

import pytest

from fc import Architecture, Recipe, Setting, TorchTraining, claims, law
from fc.chapters.losses_optimisers import losses, variants
from fc.chapters.scale import SIZES

EQUAL = Setting(n_core=64, n_bg=64)


def test_without_biases_the_margin_ratio_is_that_of_the_law():
    found = law(EQUAL)
    for kappa in (0.0, -1.0, -2.0):
        assert variants.margin_ratio(EQUAL, kappa) == found.margin(kappa) / found.margin(1.0)


@pytest.mark.parametrize("biases", [False, True])
def test_the_margin_ratio_is_1_in_distribution(biases):
    assert variants.margin_ratio(EQUAL, 1.0, biases) == pytest.approx(1, abs=1e-12)


def test_a_bias_matters_less_the_stronger_the_background():
    gaps = []
    for n in (16, 64, 256, 1024):
        setting = Setting(n_core=n, n_bg=n, d=10**9)
        biased, plain = (variants.margin_ratio(setting, -1.0, biases) for biases in (True, False))
        gaps.append(biased - plain)
    assert gaps == sorted(gaps, reverse=True)
    # The share 1 / (S_b + 1) of the background's half of the margin no longer changes its sign;
    # that B grows a little takes a part of this back.
    shares = [1 / (n / 4 + 1) for n in (16, 64, 256, 1024)]
    assert all(0 < gap < share for gap, share in zip(gaps, shares, strict=True))


def test_a_network_with_biases_follows_the_law():
    setting = Setting(n_core=32, n_bg=32, d=64**3, width=64, batch=500)
    job = TorchTraining(setting, Architecture(biases=True), Recipe(steps=1500))
    kept = [job.run(0, run)["fit.margin_ratio(-1)"] for run in range(2)]
    expected = variants.margin_ratio(setting, -1.0, biases=True)
    assert sum(kept) / 2 == pytest.approx(expected, abs=variants.LAW_MARGIN)
    without = replace(job, architecture=Architecture()).run(0, 0)["fit.margin_ratio(-1)"]
    assert abs(without - expected) > 2 * variants.LAW_MARGIN


def test_every_cell_is_a_network_of_its_own():
    for sizes in SIZES.values():
        sweep = losses.in_every_cell(sizes, "relu")
        recipes = {(job.recipe.loss, job.recipe.optimiser) for _, job in sweep}
        assert recipes == set(losses.cells(sizes))
        assert len(sweep) == (4 if sizes.few else 12)


def test_statements_name_what_is_run():
    by_id = {claim.id: claim for claim in claims("variants", scale="smoke")}
    assert "8, 500" in by_id["variants.batch"].statement
    assert [job.setting.batch for _, job in by_id["variants.batch"].sweep] == [8, 500]

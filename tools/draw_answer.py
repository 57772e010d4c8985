"""Draw the opening figure: `python tools/draw_answer.py RECORDS.json IMAGE.png`."""

import sys

import matplotlib

matplotlib.use("agg")

import fc
from fc import figures

KAPPA = -2.0
KINDS = {"ReLU": ("relu", figures.ORANGE), "linear": ("identity", figures.BLUE)}


def draw(records_path: str, image_path: str) -> None:
    """Weights over time, risks over time, risks over size: ReLU against linear."""
    stored = fc.load(records_path)
    claims = {claim.id: claim for claim in fc.claims(scale=stored.scale)}
    figure, (weights, time, size) = figures.panels(3, height=2.9, width=3.1)
    for name, (activation, color) in KINDS.items():
        setting = fc.Setting(n_core=32, n_bg=32, width=128, activation=activation)
        run = fc.history(setting, range(0, 341, 10), (KAPPA,))
        weights.plot(run.t, run.core.mean(axis=1), color=color, label=f"{name}: core")
        background = run.bg.mean(axis=1)
        weights.plot(run.t, background, color=color, ls=":", lw=2.2, label=f"{name}: background")
        time.plot(run.t, run.risk[1.0], color=color, label=f"{name}: ID")
        time.plot(run.t, run.risk[KAPPA], color=color, ls=":", lw=2.2, label=f"{name}: OOD")
    weights.set(title="What the neurons learn", xlabel="step", ylabel="correlation $C$, $B$")
    time.set(title="The risk of one run", xlabel="step", ylabel="hinge risk", ylim=(-0.03, 1.08))
    shown = [
        ("4.3.id", "ReLU"),
        ("4.4.id", "linear"),
        ("4.3.ood(-2)", "ReLU"),
        ("4.4.ood(-2)", "linear"),
    ]
    for claim_id, name in shown:
        claim = claims[claim_id]
        sizes, values = fc.table(claim.sweep, claim.read, claim.seeds, stored.records)
        is_ood = "ood" in claim_id
        size.loglog(
            sizes,
            values.mean(axis=1),
            "s" if is_ood else "o",
            color=KINDS[name][1],
            fillstyle="none" if is_ood else "full",
            label=f"{name}: {'OOD' if is_ood else 'ID'}",
        )
    laws = [fc.law(job.setting, extrapolate=True) for _, job in claims["4.3.id"].sweep]
    predicted = [[law.risk_id for law in laws], [law.risk_ood(KAPPA) for law in laws]]
    for values in predicted:
        size.plot(sizes, values, **figures.PREDICTION, label="_")
    size.lines[-1].set_label("predicted (ReLU)")
    size.set(
        title="The risk at the end, by size", xlabel="number of features $d_0$", ylim=(None, 2.2)
    )
    weights.legend(fontsize=7.5, loc=(0.45, 0.08))
    for panel in (time, size):
        panel.legend(fontsize=7.5)
    figure.savefig(image_path, dpi=160, metadata={"Software": None})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Name the stored records and the image.")
    draw(*sys.argv[1:])

"""Draw the opening figure: `python tools/store/draw_answer.py RECORDS.json IMAGE.png`.

A second image, for narrow screens, lies beside the first: the same panels, one below another.
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

import fc
from fc import figures
from fc.experiments.theorems.training import LAWS
from fc.model.observed import moments

# In the claim of each kind the largest risk over the laws of the background is measured.
KINDS = {"ReLU": ("4.3.worst", figures.ORANGE), "linear": ("4.4.worst", figures.BLUE)}
# Feature by feature: the sign of the core follows the label, that of the background does not.
SAMPLES = (
    ("training", (("+1", 1, 1), ("−1", -1, 1))),
    ("test: background on the other side", (("+1", 1, -1), ("−1", -1, -1))),
)
PARTS = (("core", figures.GREEN), ("background", figures.PURPLE))
CELLS = 4


def draw_data(axes) -> None:
    """Four inputs as rows of features, two as trained on and two as tested on."""
    for part, (name, color) in enumerate(PARTS):
        middle = part * (CELLS + 0.6) + CELLS / 2
        axes.text(middle, 0.55, name, color=color, ha="center", weight="bold")
        note = ("follows the label", "does not")[part]
        axes.text(middle, 0.1, note, ha="center", fontsize=figures.SMALL)
    top = -0.9
    for title, samples in SAMPLES:
        axes.text(0, top + 0.12, title, fontsize=9)
        for row, (label, *signs) in enumerate(samples):
            y = top - 1.05 * (row + 1)
            for part, (sign, (_, color)) in enumerate(zip(signs, PARTS, strict=True)):
                for cell in range(CELLS):
                    x = part * (CELLS + 0.6) + cell
                    face = color if sign > 0 else figures.PAPER
                    box = Rectangle((x + 0.06, y), 0.88, 0.9, facecolor=face, edgecolor=color)
                    axes.add_patch(box)
                    ink = figures.PAPER if sign > 0 else color
                    mark = "+" if sign > 0 else "−"
                    axes.text(x + 0.5, y + 0.42, mark, color=ink, ha="center", va="center")
            axes.text(2 * CELLS + 0.85, y + 0.42, f"label {label}", va="center", fontsize=9)
        top -= 3.2
    axes.set(xlim=(-0.1, 11.3), ylim=(-6.5, 1.2))
    axes.set_title("1  The background says\n    nothing about the label.")
    axes.axis("off")


def draw_neurons(axes, claims, records) -> None:
    """Core and background correlation after training, at the largest size."""
    place = 0
    for kind, (name, color) in KINDS.items():
        claim = claims[name]
        _, job = claim.sweep[-1]
        law = fc.law(job.setting, extrapolate=True)
        expected = {"core": law.core, "bg": law.bg}
        for part, label in (("core", "core"), ("bg", "background")):
            values = fc.table(claim.sweep[-1:], f"T2.{part}_correlation", claim.seeds, records)[1]
            axes.barh(place, values.mean(), 0.72, color=color, zorder=2)
            line = [expected[part]] * 2, [place - 0.45, place + 0.45]
            axes.plot(*line, **figures.PREDICTION | {"linewidth": 1.6})
            axes.text(expected[part] + 0.06, place, f"{values.mean():z.2f}", va="center")
            axes.text(-0.05, place, label, ha="right", va="center", fontsize=9)
            place += 1
        axes.text(0, place - 2.62, kind, color=color, weight="bold", va="bottom")
        place += 0.9
    axes.set(xlim=(-0.78, 1.4), ylim=(4.5, -1.1), yticks=[], xticks=[])
    axes.set_title("2  A ReLU network learns it\n    all the same.")
    axes.grid(False)
    axes.spines[:].set_visible(False)


def draw_risks(axes, claims, records) -> None:
    """Risk after training over size: as trained on (filled) and under the worst background."""
    for kind, (name, color) in KINDS.items():
        claim = claims[name]
        for read, fill in (("T2.risk_id", color), (claim.read, figures.PAPER)):
            sizes, values = fc.table(claim.sweep, read, claim.seeds, records)
            look = figures.points(color, 5.5 if fill == color or kind == "ReLU" else 9)
            axes.loglog(sizes, values.mean(axis=1), **look, mfc=fill, zorder=3 + (fill == color))
    settings = [job.setting for _, job in claims["4.3.worst"].sweep]
    laws = [fc.law(setting, extrapolate=True) for setting in settings]
    worst = [
        max(law.risk_ood(*moments(setting.bg, name)) for name in LAWS)
        for law, setting in zip(laws, settings, strict=True)
    ]
    for predicted in ([law.risk_id for law in laws], worst):
        axes.plot(sizes, predicted, **figures.PREDICTION)
    orange, blue = (color for _, color in KINDS.values())
    axes.text(16, 0.62, "ReLU, worst background", color=orange, weight="bold", fontsize=9)
    axes.text(80, 0.062, "linear, either way", color=blue, weight="bold", fontsize=9)
    axes.text(14, 0.0052, "ReLU, as trained", color=orange, weight="bold", fontsize=9)
    axes.text(300, 0.25, "predicted", fontsize=9, ha="left")
    axes.plot([110, 270], [0.27, 0.27], **figures.PREDICTION)
    axes.set(xlabel="number of features", ylabel="hinge risk after training", ylim=(0.003, 2))
    axes.set_title("3  So it fails when the\n    background changes sign.")
    axes.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    axes.set_xticks([16, 128, 1024], ["16", "128", "1024"])
    axes.minorticks_off()


def draw(records_path: str, narrow: bool = False):
    """The three panels, side by side or one below another."""
    stored = fc.load(records_path)
    claims = {claim.id: claim for claim in fc.claims(scale=stored.scale)}
    plt.rcParams.update(figures.STYLE)
    if narrow:
        shape = {"figsize": (3.5, 8.6), "nrows": 3, "height_ratios": (1, 0.85, 1.05)}
    else:
        shape = {"figsize": (7.8, 3.3), "ncols": 3, "width_ratios": (1.2, 0.95, 1.15)}
    figure, axes = plt.subplots(layout="constrained", **shape)
    draw_data(axes[0])
    draw_neurons(axes[1], claims, stored.records)
    draw_risks(axes[2], claims, stored.records)
    return figure


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("Name the stored records and the image.")
    records, image = sys.argv[1], Path(sys.argv[2])
    for narrow, path in ((False, image), (True, image.with_stem(image.stem + "_narrow"))):
        draw(records, narrow).savefig(path, dpi=200, metadata={"Software": None})


if __name__ == "__main__":
    main()

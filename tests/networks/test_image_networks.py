"""Networks on framed images, their training, their units and inputs, and the claims on them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fc.experiments.images.framed_pair import FramedPair, reduced
from optimise_inputs import save_pictures

from fc.boards.catalogue import claims
from fc.chapters.images import cases as image_cases
from fc.chapters.images.pictures import Pictures, load_pictures, mosaic
from fc.chapters.scale import SIZES
from fc.data.images import CLASSES, ImageSetting, digits, framed, padding, split
from fc.experiments.images import training as image_runs
from fc.experiments.images.training import ImageTraining, UnseenWeights
from fc.model.activations import Activation
from fc.model.features import streams
from fc.networks.image_training import accuracy, answer, train, with_statistics_of
from fc.networks.image_units import (
    activation_rates,
    frame_colour,
    gap_of_split,
    optimised_inputs,
    range_over_classes,
)
from fc.networks.images import KINDS, ImageNetwork, build
from fc.runs.records import key
from fc.verdicts.judge import judge

SETTING = ImageSetting(train=400, test=200)


def _rng(seed=0):
    return np.random.default_rng(seed)


def _data(background="red"):
    images, test = split(SETTING, _rng(5))
    return framed(images.pixels, background, 4, _rng(6)), images.label, test


@pytest.mark.parametrize("kind", KINDS)
def test_networks(kind):
    import torch

    before = torch.get_rng_state()
    module = build(ImageNetwork(kind, 4, 7), 16, _rng())
    assert (torch.get_rng_state() == before).all()
    x = framed(digits().pixels[:6], "red", 4, _rng())
    units, representation, logits = (
        answer(module, x, o) for o in ("units", "representation", "logits")
    )
    assert units.shape[:2] == representation.shape and logits.shape == (6, 7)
    assert representation == pytest.approx(units.mean(axis=2), abs=1e-5)
    weight = module.head.weight.detach().numpy()
    assert logits == pytest.approx(representation @ weight.T, abs=1e-4)
    again, other = (build(ImageNetwork(kind, 4, 7), 16, _rng(s)) for s in (0, 1))
    assert (answer(again, x) == logits).all()
    assert not np.allclose(answer(other, x), logits)


def test_networks_refuse():
    with pytest.raises(ValueError, match="kind must be one of resnet"):
        ImageNetwork("renset")
    with pytest.raises(ValueError, match="width must be an integer"):
        ImageNetwork(width=0)
    with pytest.raises(ValueError, match="side must be a multiple of 4, got 18"):
        build(ImageNetwork(), 18, _rng())


def test_training_learns_and_wrong_labels_do_not():
    x, label, test = _data()
    tested = framed(test.pixels, "red", 4, _rng())
    right, wrong = (
        train(build(ImageNetwork("mlp"), 16, _rng()), x, y, _rng(1), epochs=15)
        for y in (label, _rng(2).permutation(label))
    )
    assert accuracy(right, tested, test.label) > 0.8
    assert accuracy(wrong, tested, test.label) < 0.4


def test_training_fits_a_representation():
    x, _, _ = _data()
    teacher, student = (build(ImageNetwork("mlp_tanh", 4), 16, _rng(s)) for s in (0, 1))
    target = answer(teacher, x, "representation")

    def error():
        return ((answer(student, x, "representation") - target) ** 2).mean()

    before = error()
    train(student, x, target, _rng(), epochs=40)
    assert error() < before / 10


def test_fresh_inputs_every_epoch():
    calls, epochs = [], []
    images, _ = split(SETTING, _rng())

    def inputs():
        calls.append(1)
        return framed(images.pixels, "any", 4, _rng(len(calls)))

    module = build(ImageNetwork("linear"), 16, _rng())
    train(module, inputs, images.label, _rng(), epochs=3, at_epoch=epochs.append)
    assert len(calls) == 3 and epochs == [0, 1, 2, 3] and not module.training


@pytest.mark.parametrize(
    "change, message",
    [
        ({"targets": np.zeros(50, int)}, "batch must be an integer of at most 50"),
        (
            {"targets": np.zeros(300, int)},
            "targets must have a row for each of 400 inputs, got 300",
        ),
    ],
)
def test_training_refuses(change, message):
    x, label, _ = _data()
    module = build(ImageNetwork("linear"), 16, _rng())
    with pytest.raises(ValueError, match=message):
        train(module, x, **({"targets": label, "rng": _rng(), "epochs": 6} | change))


def test_new_statistics_undo_a_scale():
    import torch

    module = build(ImageNetwork("resnet", 2), 16, _rng()).eval()
    x, _, _ = _data()
    for part in module.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean += 3
    adapted = with_statistics_of(module, x)
    fresh = with_statistics_of(build(ImageNetwork("resnet", 2), 16, _rng()), x)
    assert answer(adapted, x) == pytest.approx(answer(fresh, x), abs=1e-4)
    assert not np.allclose(answer(module, x), answer(fresh, x), atol=1e-2)


# --- Units and inputs ---------------------------------------------------------------------------


def test_asymmetry_of_known_units():
    label = np.repeat(np.arange(CLASSES), 4)
    one_class = np.where(label == 3, 1.0, -1.0)
    halves = np.where(label < 5, 1.0, -1.0)
    always = np.ones(len(label))
    rates = activation_rates(np.stack([one_class, halves, always], axis=1)[:, :, None], label)
    assert rates[:, 0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert range_over_classes(rates) == pytest.approx(2 / 3)
    assert gap_of_split(rates) == pytest.approx((0.2 + 1 + 0) / 3)
    assert range_over_classes(rates[:, 2:]) == 0
    with pytest.raises(ValueError, match="label must have one entry for each of 40"):
        activation_rates(np.ones((40, 3, 1)), label[:-1])
    with pytest.raises(ValueError, match="label must hold every class, got none of 9"):
        activation_rates(np.ones((36, 3, 1)), label[:-4])


@pytest.mark.parametrize("sign", [1, -1])
def test_optimised_inputs_show_the_weights(sign):
    import torch

    module = build(ImageNetwork("linear"), 16, _rng())
    weight = torch.zeros(10, 16, 16, 3)
    weight[:, torch.from_numpy(padding(16, 4)), 0] = float(sign)
    module.head.weight.data = weight.flatten(1)
    images, gain = optimised_inputs(module, 16, _rng(), 30, "logits")
    colour = frame_colour(images, 4)
    assert images.shape == (10, 16, 16, 3) and (gain > 5).all()
    assert (sign * (colour[:, 0] - 0.5) > 0.2).all()
    assert np.abs(colour[:, 2] - 0.5).max() < 0.05


def test_pictures_are_stored(tmp_path):
    images = {("vit", "red"): _rng().integers(256, size=(3, 4, 4, 3), dtype=np.uint8)}
    save_pictures(Pictures({"seed": 0}, images), tmp_path / "p.json")
    found = load_pictures(tmp_path / "p.json")
    assert (
        found.provenance == {"seed": 0}
        and (found.images["vit", "red"] == images["vit", "red"]).all()
    )
    shown = mosaic(found.images["vit", "red"], 2)
    assert shown.shape == (9, 9, 3) and (shown[4] == 1).all()
    assert shown[5:, :4] == pytest.approx(images["vit", "red"][2] / 255)
    (tmp_path / "p.json").write_text("{}")
    with pytest.raises(ValueError, match="is not a file of optimised inputs"):
        load_pictures(tmp_path / "p.json")


def test_stored_pictures_carry_the_signature():
    stored = load_pictures(Path(__file__).parents[2] / "book" / "data" / "optimised_inputs.json")
    assert stored.provenance["seed"] == 0

    def redder(kind, background):
        colour = frame_colour(stored.images[kind, background] / 255, 4)
        return colour[:, 0].mean() - colour[:, 2].mean()

    assert redder("resnet", "red") < -0.1 < 0.1 < redder("resnet", "blue")
    assert abs(redder("resnet", "any")) < 0.1
    for kind in ("vit", "mlp"):
        assert redder(kind, "blue") < -0.05 < 0.05 < redder(kind, "red")


# --- The theorems' network on two digits --------------------------------------------------------


def test_reduced_coordinates_keep_inner_products():
    setting = ImageSetting("yellow", pad=2)
    pair = reduced(setting, (1,), (7,))
    pixels, label = digits()
    full = framed(pixels[np.isin(label, (1, 7))], "yellow", 2, _rng()).reshape(len(pair.y), -1)
    assert pair.u @ pair.u.T == pytest.approx(full.astype(float) @ full.T, rel=1e-5)
    assert pair.weight[pair.y > 0].sum() == pytest.approx(0.5)
    narrow = reduced(ImageSetting("yellow", pad=1), (1,), (7,))
    assert narrow.u[0, -1] < pair.u[0, -1]


def test_drift_of_relu_and_of_identity():
    quick = {"setting": ImageSetting(pad=1), "width": 32}
    relu, identity = (FramedPair(activation=a, **quick).run(0, 0) for a in ("relu", "identity"))
    assert relu["drift"] > 0.3 and relu["predicted_gap"] < 1e-9 < relu["ungated_gap"]
    # Growth of a linear neuron is proportional to a_k: the mean is 0, and the intercept is not.
    assert abs(identity["drift"]) < 1e-9 < abs(identity["intercept"])
    assert identity["asymmetry"] == 0


def test_a_course_ends_where_the_run_does():
    job = FramedPair(ImageSetting(pad=1), width=16)
    course = job.course(0, 0, every=50)
    assert course["steps"][0] == 0 and (np.diff(course["steps"])[:-1] == 50).all()
    assert course["drift"][0] == 0 and course["drift"][-1] == job.run(0, 0)["drift"]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"setting": ImageSetting("any")}, "setting must have digits on one colour"),
        ({"positive": (1, 7)}, "positive and negative must be distinct digits"),
        ({"negative": ()}, "positive and negative must be distinct digits"),
        ({"negative": (12,)}, "positive and negative must be distinct digits"),
        ({"width": 33}, "width must be even, got 33"),
        ({"activation": "rleu"}, "activation must be"),
    ],
)
def test_pair_refuses(change, message):
    with pytest.raises(ValueError, match=message):
        FramedPair(**({"setting": ImageSetting()} | change))


# --- Claims -------------------------------------------------------------------------------------


def _records(chosen):
    return {(key(job), run): job.run(0, run) for claim in chosen for job, run in claim.jobs()}


def test_claims_on_drift_and_a_wrong_simulator(monkeypatch):
    few = {c.id: c for c in claims("images", scale="smoke")}
    short = FramedPair(ImageSetting(pad=1), width=32, limit=300)
    relu, tanh = short, replace(short, activation="tanh", limit=100)

    def small(claim):
        known = {key(image_cases.pair()): relu}
        sweep = ((1, known.get(key(claim.sweep[0][1]), tanh)),)
        control = replace(
            claim.control, sweep=((1, known.get(key(claim.control.sweep[0][1]), tanh)),)
        )
        return replace(claim, sweep=sweep, control=control)

    chosen = [small(few[f"images.{name}"]) for name in ("drift", "no_drift")]
    assert all(verdict.passed for verdict in judge(chosen, _records(chosen)))
    # A simulator whose derivative is 1 everywhere: every neuron of it grows as a linear one does.
    monkeypatch.setattr(Activation, "slope_of", lambda _, p: np.ones_like(p))
    wrong = judge(chosen[:1], _records(chosen[:1]))[0]
    assert wrong.decision == "refuted"


def test_claim_on_accuracy_and_a_wrong_frame(monkeypatch):
    sizes = SIZES["quick"]
    by = image_cases.accuracy_cases(sizes)
    quick = {"setting": replace(SETTING, train=600), "epochs": 8}
    linear = replace(by["linear", "red"], ascent=0, **quick)
    claim = next(c for c in claims("images") if c.id == "images.linear")
    claim = replace(claim, sweep=((1, linear),), seeds=5)
    # Its control, images of all colours, needs more of them than there is time for here.
    claim = replace(claim, control=replace(claim.control, sweep=claim.sweep))
    assert judge([claim], _records([claim]))[0].decision == "supported"

    def always_red(pixels, background, pad, rng):
        return framed(pixels, "red", pad, rng)

    monkeypatch.setattr(image_runs, "framed", always_red)
    assert judge([claim], _records([claim]))[0].decision == "refuted"


def test_training_jobs():
    job = ImageTraining(SETTING, ImageNetwork("vit", 4), epochs=2, ascent=3, adapted=True)
    record = job.run(0, 0)
    assert record == job.run(0, 0) and record != job.run(0, 1)
    assert record["accuracy_ood"] == pytest.approx(
        np.mean(
            [
                record[f"accuracy({c})"]
                for c in ("green", "blue", "cyan", "magenta", "yellow", "black", "white")
            ]
        )
    )
    assert {"range(0)", "range(2)", "gap(2)", "accuracy_adapted", "logits.own"} <= record.keys()
    assert all(isinstance(x, float) for x in record.values())
    frozen = replace(job, frozen=True, ascent=0).run(0, 0)
    assert frozen["range(2)"] == frozen["range(0)"] != record["range(2)"]
    blue = replace(job, setting=replace(SETTING, background="blue")).run(0, 0)
    assert blue["logits.own"] == -blue["logits.red_minus_blue"]
    with pytest.raises(ValueError, match="centred must be of type bool"):
        replace(job, centred=1)


@pytest.mark.parametrize(("kind", "layer"), [("linear", "head"), ("mlp", "hidden")])
def test_weights_on_colours_not_seen_keep_their_start(kind, layer, monkeypatch):
    job = UnseenWeights(ImageTraining(SETTING, ImageNetwork(kind, 4), epochs=3))
    module = job.training.trained(streams(0, 0), {})[0]
    start = build(job.training.network, 16, streams(0, 0).init)
    moved = [
        getattr(m, layer).weight.detach().numpy().reshape(-1, 16, 16, 3) for m in (module, start)
    ]
    change = np.abs(moved[0] - moved[1])[:, padding(16, 4)]
    assert change[..., 1:].max() == 0 < change[..., 0].mean()
    record = job.run(0, 0)
    assert record["gain"] == record["loss"] - record["loss_zeroed"] != 0
    assert record["loss"] == pytest.approx(job.training.run(0, 0)["loss"])
    monkeypatch.setattr(image_runs, "CHANNELS", ())
    assert job.run(0, 0)["gain"] == 0


def test_unseen_weights_refuse():
    with pytest.raises(ValueError, match=r"training\.network\.kind must be .*resnet"):
        UnseenWeights(ImageTraining(SETTING, ImageNetwork()))


def test_claims_name_every_case_and_nothing_twice():
    for scale, sizes in SIZES.items():
        made = claims("images", scale=scale)
        assert len({claim.id for claim in made}) == len(made)
        known = {key(job) for claim in made for job, _ in claim.jobs()}
        cases = image_cases.accuracy_cases(sizes)
        assert all(key(job) in known for job in cases.values())
        if not sizes.few:
            more = (image_cases.random_cases(sizes), image_cases.unseen_cases(sizes))
            assert all(key(job) in known for found in more for job in found.values())

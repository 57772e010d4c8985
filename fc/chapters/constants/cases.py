"""Settings at which laws and population dynamics are compared with SGD."""

from dataclasses import replace

from fc.chapters.scale import Scale
from fc.model.setting import Setting
from fc.model.strengths import strengths
from fc.theory.setting_laws import law, obstacles

STRENGTHS = ("uniform", "beta:2,5", "bernoulli:0.5")
EQUAL = ((32, 32), (64, 64), (128, 128), (256, 256))
WEAKER = ((32, 4), (32, 16), (64, 16), (128, 32), (256, 64))
STRONGER = ((16, 2), (16, 16), (16, 64))
# Of the laws, of the population dynamics, and of exponents in the number of features.
LAW_MARGIN, POPULATION_MARGIN, EXPONENT_MARGIN = 0.02, 0.03, 0.15


def near_320_steps(n_core: int, n_bg: int, spec: str = "uniform", **fields: object) -> Setting:
    """Setting whose T2 is some 320 steps whatever the mean strength, with d = max(1e6, d0^3)."""
    base = {"n_core": n_core, "n_bg": n_bg, "d": max(10**6, (n_core + n_bg) ** 3)}
    setting = Setting(strengths=spec, **(base | fields))  # type: ignore[arg-type]
    return replace(setting, step_size=setting.eta / (2 * strengths(spec).mean) ** 2)


def cheap(setting: Setting, width: int, batch: int) -> Setting:
    """Near the edge of the laws' range: T2 is some 110 steps of a small network."""
    small = replace(setting, width=width, batch=batch)
    return replace(small, step_size=3 * setting.eta * small.width / setting.width)


def settings(scale: Scale) -> list[Setting]:
    """Settings at which the laws are compared with SGD, inside and outside their range."""
    sizes = [((32, 32), "uniform"), ((64, 16), "bernoulli:0.5")]
    if scale.few:
        return [cheap(near_320_steps(*n, spec), 128, 600) for n, spec in sizes]
    if scale.name == "quick":
        sizes += [((32, 32), "beta:2,5"), ((16, 64), "uniform")]
        return [near_320_steps(*n, spec, width=128) for n, spec in sizes]
    sizes = [(n, spec) for spec in STRENGTHS for n in (*EQUAL, *WEAKER, *STRONGER)]
    sizes += [(n, "uniform") for n in ((512, 64), (512, 512), (64, 96), (32, 128), (128, 512))]
    return [near_320_steps(*n, spec) for n, spec in sizes] + [
        near_320_steps(64, 64, bg_strengths="beta:2,5"),
        near_320_steps(64, 64, taper=0.8),
        near_320_steps(64, 32, taper=0.8),
        near_320_steps(64, 64, activation="leaky_relu:0.125"),
        near_320_steps(64, 64, activation="identity"),
    ]


def holds(setting: Setting) -> bool:
    """Whether `setting` lies in the laws' range of validity."""
    return not list(obstacles(setting, law(setting, extrapolate=True)))


def equally_strong(setting: Setting) -> bool:
    """Whether both groups have as many features of the same, uniform strengths."""
    return setting.n_core == setting.n_bg and setting.strengths == "uniform" and not setting.taper

"""Colours as eyes see them: how far apart two are, and how clear one is on its ground."""

import itertools

import numpy as np

# The smallest distance in CIELAB of two colours drawn together, about eight times what is just
# noticed, and the contrast on white that WCAG 2 asks of graphics.
APART, CONTRAST = 20, 3

# Machado, Oliveira and Fernandes (2009), A physiologically-based model for simulation of color
# vision deficiency, IEEE Trans. Vis. Comput. Graph. 15(6), severity 1, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.reshape([0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216,
                              -0.003882, -0.048116, 1.051998], (3, 3)),
    "deuteranopia": np.reshape([0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413,
                                -0.011820, 0.042940, 0.968881], (3, 3)),
    "tritanopia": np.reshape([1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602,
                              0.004733, 0.691367, 0.303900], (3, 3)),
}  # fmt: skip
# IEC 61966-2-1: linear RGB to XYZ, and the white point of CIELAB.
TO_XYZ = np.reshape([0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750,
                     0.0193339, 0.1191920, 0.9503041], (3, 3))  # fmt: skip
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear_rgb(color):
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def cielab(linear):
    scaled = TO_XYZ @ linear / WHITE
    f = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, other, vision):
    """Of two colours, as the eye with that vision sees them."""
    seen = [np.clip(VISIONS[vision] @ linear_rgb(color), 0, 1) for color in (one, other)]
    return float(np.linalg.norm(cielab(seen[0]) - cielab(seen[1])))


def contrast(color, ground="#ffffff"):
    """By WCAG 2."""
    dark, light = sorted(linear_rgb(one) @ TO_XYZ[1] + 0.05 for one in (color, ground))
    return light / dark


def confusable(palette, ink="#000000", apart=APART):
    for vision in VISIONS:
        for pair in itertools.combinations((*palette, ink), 2):
            if (gap := distance(*pair, vision)) < apart:
                yield f"{' and '.join(pair)} are {gap:.1f} apart in {vision}"


def pale(palette, ground="#ffffff"):
    for color in palette:
        if (found := contrast(color, ground)) < CONTRAST:
            yield f"{color} has contrast {found:.2f}"

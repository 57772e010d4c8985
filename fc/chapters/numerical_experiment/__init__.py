"""The paper's numerical experiment: its grid, its figure, and its script beside ours."""

from fc.chapters.scale import SIZES

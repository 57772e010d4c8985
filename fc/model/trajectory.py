"""What the two dynamics, SGD and its expectation, share in time."""

from __future__ import annotations

STEP_LIMIT = 50_000


class NotReached(RuntimeError):
    """The stopping time T2 was not reached within the step limit."""

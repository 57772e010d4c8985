"""Claims on boards: catalogue, verification, stored verdicts, calibration, tables."""

"""How long a caller will wait: forecast from the centre's state, calibrated on its own past."""

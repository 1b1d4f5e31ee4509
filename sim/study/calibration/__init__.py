"""Calibration: a scenario's numbers learnt from past campaigns."""

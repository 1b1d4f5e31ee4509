"""sim optimize, calibrate, network fit."""

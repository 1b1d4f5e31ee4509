"""sim init, config, doctor, validate."""

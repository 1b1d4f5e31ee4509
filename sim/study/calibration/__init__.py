"""Learning a scenario's numbers from past campaigns."""

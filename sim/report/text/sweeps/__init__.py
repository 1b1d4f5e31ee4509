"""Sweeps, and what was asked of them, as text: a file per verb."""

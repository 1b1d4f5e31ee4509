"""Strategies side by side: which one wins, how certain that is, and whether the comparison is fit to be shown."""

"""Comparisons of strategies, as text."""

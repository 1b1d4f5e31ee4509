"""Shapes of a network, by its header alone."""

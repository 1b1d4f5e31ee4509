"""Strategies at many values of uncertain numbers."""

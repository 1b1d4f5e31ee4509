"""Strategies at many values of uncertain numbers: play them, and ask what decides."""

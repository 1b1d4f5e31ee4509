"""Strategies at many values of the uncertain numbers: playing a study, and what it shows."""

"""Answers as text: a file per verb."""

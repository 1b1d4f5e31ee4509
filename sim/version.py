"""The version of the program: a literal, because looking it up at start-up costs time."""

__version__ = "0.1.0"

"""Changed scenarios on the same luck: why strategies differ, when the answer turns, and which overlap is best."""

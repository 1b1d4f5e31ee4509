"""Changed scenarios on the same luck: why strategies differ, and when the answer turns."""

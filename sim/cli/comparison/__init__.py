"""sim compare, explain, flip, overlap, report."""

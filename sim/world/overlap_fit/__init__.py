"""Audiences fitted to a table of pairwise overlaps."""

"""Programmes: campaign after campaign with the same creators."""

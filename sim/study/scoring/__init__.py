"""Campaigns that have happened against what was promised."""

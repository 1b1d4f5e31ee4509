"""Strategies side by side: who wins, why, when that turns, and the client's report."""

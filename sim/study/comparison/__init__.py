"""Strategies side by side: who wins, how sure that is, and what is wrong with the question."""

"""Proof of content: what a file should hold, told apart from the bytes in which it does."""

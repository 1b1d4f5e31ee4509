"""Promises: what a client can be told that a campaign brings."""

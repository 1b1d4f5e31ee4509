"""Shared pieces of all texts: tables, numbers, the verdict, progress."""

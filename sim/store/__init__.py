"""Outcome to HDF5 and back: the only floor that opens such a file."""

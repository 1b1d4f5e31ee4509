"""One writer at a time: locks and claims."""

"""Campaign after campaign with the same creators."""

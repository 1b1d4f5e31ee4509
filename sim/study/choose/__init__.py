"""Which creators, and how many posts each, for the money."""

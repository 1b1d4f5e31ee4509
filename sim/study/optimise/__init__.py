"""Which creators to hire, and for how many posts each."""

"""The choice of the creators to hire, and of the posts of each."""

"""What past campaigns say about the numbers of a scenario."""

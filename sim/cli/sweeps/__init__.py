"""sim sweep, sensitivity, discover, plan."""

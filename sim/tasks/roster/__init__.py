"""Your own data: which creators to hire, past campaigns, overlaps of audiences."""

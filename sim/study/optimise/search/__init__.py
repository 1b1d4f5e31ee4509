"""The search for the best hiring plan, and the bound that no plan exceeds."""

"""Statistics that know nothing of campaigns: intervals, Sobol indices, ranks, rules, sample sizes."""

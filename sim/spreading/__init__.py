"""Classical cascades and thresholds on one graph, for validation and benchmarks; not the campaign kernel."""

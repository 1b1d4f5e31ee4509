"""The client's report: one HTML file."""

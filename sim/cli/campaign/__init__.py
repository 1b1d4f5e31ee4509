"""sim run, show, export, network, cascade, ambassadors."""

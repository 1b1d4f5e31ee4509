"""Published findings, computed by our own mechanisms."""

"""Two strategies made equal in one respect, so that one question is asked and not seven at once."""

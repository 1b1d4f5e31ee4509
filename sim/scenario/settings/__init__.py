"""Settings of single tables of a scenario: groups, worlds, programmes."""

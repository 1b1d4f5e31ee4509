"""Files of rows from outside: rosters, campaigns, overlap tables, edge lists."""

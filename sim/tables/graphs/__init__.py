"""Networks from outside: lists of edges in any dress, and the formats of graph programs."""

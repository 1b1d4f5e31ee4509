"""Reading of files into tables: bytes, encodings, cells, headers, and what the numbers of a column mean."""

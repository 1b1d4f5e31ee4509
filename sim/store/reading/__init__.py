"""Reading stored files: nothing that a file says is trusted, and one schema is checked at the door."""

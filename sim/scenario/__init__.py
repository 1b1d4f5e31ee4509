"""The question: TOML files, checked and frozen."""

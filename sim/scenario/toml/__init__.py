"""TOML text and where its values stand."""

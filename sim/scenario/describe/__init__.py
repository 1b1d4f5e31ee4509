"""Descriptions of a scenario: every value with its origin, the JSON schema, a commented template."""

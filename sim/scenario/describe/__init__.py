"""A scenario told: every value with its origin, the JSON schema, a commented template."""

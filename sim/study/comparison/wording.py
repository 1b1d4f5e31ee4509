"""Numbers and lists as they stand in sentences."""


def digits(value: float) -> str:
    """Write a number with three digits, whole thousands in full; "infinite" where there is no bound."""
    if abs(value) == float("inf"):
        return "infinite"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def in_unit(value: float, unit: str) -> str:
    """Write a number with three digits and its unit, which may be empty."""
    return f"{digits(value)} {unit}".rstrip()


def percent(share: float) -> str:
    """Write a share (0 to 1) as a percentage with three digits."""
    return f"{digits(100.0 * share)}%"


def toml_number(value: float) -> str:
    """Write a number with three digits as it is typed into a scenario."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:.0f}" if abs(rounded) >= 100.0 else f"{rounded:g}"

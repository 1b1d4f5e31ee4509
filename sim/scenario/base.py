"""Parts of every table of a scenario: ranges, sources, strict frozen tables, choices by name."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(gt=0.0, le=1e12)]
NonNegative = Annotated[float, Field(ge=0.0, le=1e12)]
Spread = Annotated[float, Field(ge=0.0, le=4.0)]
Exponent = Annotated[float, Field(ge=-1.0, le=2.0)]

ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
PLAIN_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
FORMS = {ONE_LINE: "on one line", PLAIN_NAME: "that are letters, digits, dots, dashes or underscores"}
"""What the patterns of texts ask for, in words."""


def sourced_field(default: float | None, source: str, reliability: str, description: str, **limits: Any) -> Any:
    """A field whose default has a source; reliability is H, M, L or J as in GLOSSARY.md.

    >>> sourced_field(0.3, "assumption", "J", "share of friends who see it").json_schema_extra
    {'source': 'assumption', 'reliability': 'J'}
    """
    extra: dict[str, Any] = {"source": source, "reliability": reliability}
    return Field(default, description=description, json_schema_extra=extra, **limits)


class TomlTable(BaseModel):
    """A TOML table: strict, frozen, no unknown keys."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class InlineTable(TomlTable):
    """A table that is written on one line, as few of its keys are said at once."""


class Choice(BaseModel):
    """A registered function by name; its parameters are the function's own keyword arguments."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow", allow_inf_nan=False)
    __pydantic_extra__: dict[str, float] = Field(init=False)

    name: str = Field(description="name in the registry")

    @property
    def parameters(self) -> dict[str, float]:
        """Its parameters by name."""
        return dict(self.__pydantic_extra__ or {})

"""Numbers that we do not know: distributions by their quantiles."""

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from sim.scenario.base import TomlTable

TAIL = 0.001
LARGEST_LOG = 709.0
MOST_VALUES = 10_000
Z95 = NormalDist().inv_cdf(0.95)


class Distribution(TomlTable):
    """A number as a function of a uniform u; tails without end are cut at the 0.1% and 99.9% quantiles."""

    def quantile(self, u: float) -> float:
        """The value below which a share u of the distribution lies; u in [0, 1]."""
        raise NotImplementedError

    def median(self) -> float:
        """The value in the middle."""
        return self.quantile(0.5)

    def ordered_quantile(self, u: float) -> float:
        """The same for a distribution by itself: rising in u, also where draws of several numbers go together."""
        return self.quantile(u)

    def table(self) -> dict[str, Any]:
        """The distribution as a table of TOML."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Uniform(Distribution):
    """Anything between two ends, equally likely."""

    dist: Literal["uniform"]
    low: float
    high: float

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_order(self.low, self.high)
        return self

    def quantile(self, u: float) -> float:
        return min(self.low * (1.0 - u) + self.high * u, self.high)


class LogUniform(Distribution):
    """Anything between two ends, every factor equally likely."""

    dist: Literal["loguniform"]
    low: float = Field(gt=0.0)
    high: float = Field(gt=0.0)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_order(self.low, self.high)
        return self

    def quantile(self, u: float) -> float:
        value = math.exp(math.log(self.low) * (1.0 - u) + math.log(self.high) * u)
        return min(max(value, self.low), self.high)


class LogNormal(Distribution):
    """A product of many causes: by its 5% and 95% quantiles, or by median and sd of the logarithm."""

    dist: Literal["lognormal"]
    low: float | None = Field(None, gt=0.0, description="5% quantile")
    high: float | None = Field(None, gt=0.0, description="95% quantile")
    middle: float | None = Field(None, alias="median", gt=0.0, description="median")
    sigma: float | None = Field(None, gt=0.0, le=10.0, description="sd of the logarithm")

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._centre_and_sigma()
        return self

    def _centre_and_sigma(self) -> tuple[float, float]:
        match (self.low, self.high, self.middle, self.sigma):
            case (float(low), float(high), None, None):
                _check_order(low, high)
                return (math.log(low) + math.log(high)) / 2.0, (math.log(high) - math.log(low)) / (2.0 * Z95)
            case (None, None, float(middle), float(sigma)):
                return math.log(middle), sigma
        raise ValueError("needs either low and high (5% and 95% quantiles) or median and sigma")

    def quantile(self, u: float) -> float:
        centre, sigma = self._centre_and_sigma()
        return math.exp(min(centre + sigma * _normal(u), LARGEST_LOG))


class Normal(Distribution):
    """A sum of many causes; values beyond low and high become low and high."""

    dist: Literal["normal"]
    mean: float
    sd: float = Field(gt=0.0)
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_order(*self._ends())
        return self

    def _ends(self) -> tuple[float, float]:
        return -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high

    def quantile(self, u: float) -> float:
        low, high = self._ends()
        return min(max(self.mean + self.sd * _normal(u), low), high)


class Triangular(Distribution):
    """Two ends and the likeliest value."""

    dist: Literal["triangular"]
    low: float
    mode: float
    high: float

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_order(self.low, self.high)
        if not self.low <= self.mode <= self.high:
            raise ValueError(f"mode = {self.mode:g} must lie between low = {self.low:g} and high = {self.high:g}")
        return self

    def quantile(self, u: float) -> float:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        if u * width < left:
            value = self.low + math.sqrt(u * width * left)
        else:
            value = self.high - math.sqrt((1.0 - u) * width * right)
        return min(max(value, self.low), self.high)


class Beta(Distribution):
    """A share: its mean, and how many observations the knowledge is worth."""

    dist: Literal["beta"]
    mean: float = Field(gt=0.0, lt=1.0)
    concentration: float = Field(gt=0.0, le=1e9)

    def quantile(self, u: float) -> float:
        from scipy.special import betaincinv

        a, b = self.mean * self.concentration, (1.0 - self.mean) * self.concentration
        return float(betaincinv(a, b, _cut(u)))


class Joint(Distribution):
    """Equally likely values in the order of draws that several numbers have in common: learned together.

    All joint numbers of a scenario share their u, so that a draw takes the same place of each.
    """

    dist: Literal["joint"]
    values: tuple[float, ...] = Field(min_length=2, max_length=MOST_VALUES, description="one for each joint draw")

    @field_validator("values", mode="before")
    @classmethod
    def _take_array(cls, values: Any) -> Any:
        return tuple(values) if isinstance(values, list) else values

    def quantile(self, u: float) -> float:
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]

    def median(self) -> float:
        return self.ordered_quantile(0.5)

    def ordered_quantile(self, u: float) -> float:
        place = u * (len(self.values) - 1)
        rising, below = sorted(self.values), int(place)
        above = min(below + 1, len(rising) - 1)
        return rising[below] + (place - below) * (rising[above] - rising[below])


DISTRIBUTIONS: Mapping[str, type[Distribution]] = {
    "uniform": Uniform,
    "loguniform": LogUniform,
    "lognormal": LogNormal,
    "normal": Normal,
    "triangular": Triangular,
    "beta": Beta,
    "joint": Joint,
}


def _check_order(low: float, high: float) -> None:
    if not low < high:
        raise ValueError(f"low = {low:g} must be below high = {high:g}")


def _cut(u: float) -> float:
    return min(max(u, TAIL), 1.0 - TAIL)


def _normal(u: float) -> float:
    return NormalDist().inv_cdf(_cut(u))

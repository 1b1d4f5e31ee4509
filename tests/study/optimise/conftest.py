"""The small scenario of `tests.hiring`, loaded once, and with less luck."""

import pytest

from tests import hiring


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    return hiring.written(tmp_path_factory.mktemp("choose"))


@pytest.fixture(scope="session")
def still(loaded):
    """The same without luck of reach and of clicks: a mean over few points of luck is exact."""
    none = ("exposure.creator_reach_sd", "exposure.repeat_reach_sd", "exposure.post_reach_sd",
            "funnel.click_sd", "funnel.click_exponent")  # fmt: skip
    return loaded.replace_all(dict.fromkeys(none, 0.0))

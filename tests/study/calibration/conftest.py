"""The priors of past campaigns, loaded once."""

import pytest

from tests import past


@pytest.fixture(scope="session")
def loaded():
    return past.priors()

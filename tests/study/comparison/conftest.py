"""The comparison of `tests.comparisons`, played once."""

import pytest

from tests import comparisons


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """Two strategies of 8 paired runs."""
    return comparisons.played(tmp_path_factory.mktemp("comparison"))

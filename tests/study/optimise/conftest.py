"""The small scenario of `tests.hiring`, loaded once."""

import pytest

from tests import hiring


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    return hiring.written(tmp_path_factory.mktemp("choose"))

"""Whatever dialect known values are written in, they come back, or both readings are told."""

import numpy as np
from hypothesis import HealthCheck, given, settings

from sim.errors import InputError
from sim.tables import roster
from tests.tables.dialects import DIALECTS, KNOWN, write

PROFILE = settings(
    max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def check(path, known, dialect) -> bool:
    """Compare what comes back; whether it was told to have two readings instead."""
    path.write_bytes(write(known, dialect))
    try:
        found = roster.read(path)
    except InputError as error:
        assert "may be" in str(error), str(error)
        return False
    assert found.handle == [creator.handle for creator in known]
    assert found.followers.tolist() == [creator.followers for creator in known]
    np.testing.assert_allclose(found.engagement_rate, [creator.rate for creator in known], rtol=1e-9)
    fees = [np.nan if creator.fee is None else creator.fee for creator in known]
    np.testing.assert_allclose(found.fee_usd, fees, rtol=1e-9)
    return True


@PROFILE
@given(known=KNOWN, dialect=DIALECTS)
def test_known_values_come_back(tmp_path, known, dialect):
    check(tmp_path / "r.csv", known, dialect)


def test_few_dialects_have_two_readings(tmp_path):
    """Of the same examples at least 95% are read."""
    read = []

    @PROFILE
    @given(known=KNOWN, dialect=DIALECTS)
    def note(known, dialect):
        read.append(check(tmp_path / "r.csv", known, dialect))

    note()
    assert sum(read) >= 0.95 * len(read)

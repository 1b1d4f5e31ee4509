"""Rosters in ten thousand dialects: how many come back with the values that they were written with.

python benchmarks/dialects.py [EXAMPLES]
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.tables.dialects import DIALECTS, KNOWN
from tests.tables.test_dialects import check


def main(n_examples: int) -> None:
    """Print how many were read, and of how many both readings were told; a wrong value stops it."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:

        @seed(20261)
        @settings(max_examples=n_examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(known=KNOWN, dialect=DIALECTS)
        def note(known, dialect):  # type: ignore[no-untyped-def]
            is_read = check(Path(folder) / "r.csv", known, dialect)
            counts["read right" if is_read else "told to have two readings"] += 1

        note()
    for what, n in counts.items():
        print(f"{what}: {n:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

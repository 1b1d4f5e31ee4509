"""Runs are handed out once each, and what is finished is kept in whole stretches."""

import pytest

from sim.engine import batches
from sim.engine.batches import Queue
from sim.store.stretches import Stretch


@pytest.mark.parametrize("batch", [1, 4, None])
def test_queues_hand_out_every_run_once(batch):
    queue = Queue([Stretch(0, 3, 10), Stretch(0, 12, 13)], batch)
    taken = [runs for _ in range(20) if (runs := queue.take())]
    assert [one for start, stop in taken for one in range(start, stop)] == [*range(3, 10), 12]
    assert batch is None or max(stop - start for start, stop in taken) == min(batch, 7)
    assert queue.take() is None


def test_batches_grow_to_a_fifth_of_a_second():
    queue = Queue([Stretch(0, 0, 10_000)], None)
    assert queue.take() == (0, 1)
    queue.learn(batches.Batch(0, 1, None, seconds=0.002))
    assert queue.take() == (1, 101)
    queue.learn(batches.Batch(1, 101, None, seconds=100.0))
    assert queue.take() == (101, 102)


def test_no_thread_takes_more_than_its_share_of_what_is_left():
    """Twenty runs that are quick: one of two threads does not take them all."""
    queue = Queue([Stretch(0, 0, 20)], None, threads=2)
    queue.learn(batches.Batch(0, 1, None, seconds=1e-5))
    taken = iter(queue.take, None)
    assert [stop - start for start, stop in taken] == [10, 5, 3, 1, 1]


def test_what_is_kept_is_kept_in_whole_stretches():
    """Batches finish in any order; a gap between them is not taken for finished."""
    kept = []
    pending = batches.Pending(lambda start, stop, done: kept.append((start, stop, [batch.start for batch in done])))
    for start, stop in ((9, 12), (0, 3), (3, 5), (7, 9)):
        pending.add(batches.Batch(start, stop, None, seconds=0.0))
    assert kept == []
    pending.flush()
    assert kept == [(0, 5, [0, 3]), (7, 12, [7, 9])]
    pending.flush()
    assert len(kept) == 2

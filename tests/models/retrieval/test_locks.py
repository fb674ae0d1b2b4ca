import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.retrieval.locks import ReadWriteLock

PATIENCE = 20


class Watched(ReadWriteLock):
    """Tells when a thread has begun to wait, so that a test can let it wait before it goes on."""

    def __init__(self):
        super().__init__()
        self.waits = threading.Semaphore(0)
        wait = self._changed.wait

        def telling_wait(timeout=None):
            self.waits.release()
            return wait(timeout)

        self._changed.wait = telling_wait


def test_readers_share_the_lock():
    lock, inside = ReadWriteLock(), threading.Barrier(3)

    def read(_):
        with lock.reading():
            inside.wait(PATIENCE)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(read, range(3)))


@pytest.mark.parametrize(
    ("first", "second"), [("writing", "reading"), ("reading", "writing"), ("writing", "writing")]
)
def test_a_writer_shares_it_with_nobody(first, second):
    lock, order = Watched(), []

    def follow():
        with getattr(lock, second)():
            order.append("second")

    follower = threading.Thread(target=follow)
    with getattr(lock, first)():
        follower.start()
        assert lock.waits.acquire(timeout=PATIENCE)
        order.append("first")
    follower.join(PATIENCE)
    assert order == ["first", "second"]


def test_a_waiting_writer_comes_before_later_readers():
    lock, order = Watched(), []

    def hold(way, name):
        with getattr(lock, way)():
            order.append(name)

    writer = threading.Thread(target=hold, args=("writing", "writer"))
    reader = threading.Thread(target=hold, args=("reading", "later reader"))
    with lock.reading():
        for thread in (writer, reader):
            thread.start()
            assert lock.waits.acquire(timeout=PATIENCE)
    for thread in (writer, reader):
        thread.join(PATIENCE)
    assert order == ["writer", "later reader"]


@pytest.mark.parametrize("way", ["reading", "writing"])
def test_an_error_inside_lets_go_of_the_lock(way):
    lock = ReadWriteLock()
    with pytest.raises(ZeroDivisionError), getattr(lock, way)():
        _ = 1 / 0
    with lock.writing():
        pass

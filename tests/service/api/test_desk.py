from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from fastapi import HTTPException

from service.api.desk import Changes


def test_a_change_that_finds_many_under_way_is_told_to_come_again() -> None:
    changes, go_on = Changes(), threading.Event()

    def change() -> None:
        with changes.turn():
            go_on.wait(10)

    with ThreadPoolExecutor(9) as pool:
        under_way = [pool.submit(change) for _ in range(9)]
        [refused] = wait(under_way, 10, FIRST_COMPLETED).done
        go_on.set()
        error = refused.exception()
    assert isinstance(error, HTTPException)
    assert (error.status_code, error.headers) == (429, {"Retry-After": "10"})

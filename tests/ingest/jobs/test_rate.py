from __future__ import annotations

from ingest.jobs.rate import Rate


def test_a_rate_is_of_the_last_minute() -> None:
    moment = 0.0
    rate = Rate(lambda: moment)
    assert rate.per_second() is None
    for _ in range(3):
        moment += 1
        rate.add(1)
    # The first says when it began: two things in two seconds.
    assert rate.per_second() == 1.0
    moment = 62.5
    rate.add(1)
    assert rate.per_second() == 1 / 59.5
    moment = 200.0
    assert rate.per_second() is None

from datetime import timedelta
from uuid import UUID

from runtime.clock import now
from runtime.ids import new_id


def test_now_is_aware_and_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)


def test_ids_are_version_7_and_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(1000)]
    assert {(type(each), each.version) for each in ids} == {(UUID, 7)}
    assert ids == sorted(set(ids))

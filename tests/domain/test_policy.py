import pytest
from pydantic import ValidationError

from domain.policy import Policy


def test_the_usual_policy_has_the_numbers_of_the_guides() -> None:
    usual = Policy()
    assert (usual.reply_by_days, usual.follow_ups, usual.open_invitations) == (14, 1, 1)
    assert (usual.seeking_nudge_days, usual.seeking_nudges) == (30, 3)
    assert (usual.first_review_months, usual.check_in_months) == (1, 3)
    assert (usual.quiet_days, usual.quiet_grace_days, usual.end_notice_days) == (45, 30, 30)
    assert (usual.closing_days, usual.reopen_days, usual.mentor_capacity) == (14, 30, 3)


def test_every_number_of_the_policy_is_explained_and_has_bounds() -> None:
    for name, shape in Policy.model_json_schema()["properties"].items():
        assert shape["description"], name
        assert "enum" in shape or {"minimum", "maximum"} <= shape.keys(), name


@pytest.mark.parametrize("days", [0, 91])
def test_a_number_out_of_bounds_is_refused(days: int) -> None:
    with pytest.raises(ValidationError, match="reply_by_days"):
        Policy(reply_by_days=days)


def test_silent_ones_are_reminded_before_a_check_in_is_due() -> None:
    assert Policy(check_in_open_days=8).check_in_reminder_days == 7
    with pytest.raises(ValidationError, match=r"check_in_reminder_days \(7\) must be less than"):
        Policy(check_in_open_days=7)

import pytest

from domain.policy import Policy
from domain.programs.policies import changed_policy
from domain.refusals import Refusal


def refused(**changes: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        changed_policy(Policy(), changes)
    assert caught.value.code == "policy_out_of_bounds"
    assert len(caught.value.sentence) < 200
    return caught.value


def test_what_is_left_out_stays() -> None:
    changed = changed_policy(Policy(quiet_days=60), {"next_candidate": "automatic"})
    assert changed == Policy(quiet_days=60, next_candidate="automatic")


@pytest.mark.parametrize("days", [0, 91, "soon", 1.5, None, [14]])
def test_a_number_out_of_bounds_is_refused_with_the_bounds(days: object) -> None:
    refusal = refused(follow_ups=2, reply_by_days=days)
    assert refusal.sentence == "reply_by_days must be a whole number from 1 to 90."
    assert refusal.facts == {"field": "reply_by_days"}


def test_a_word_that_is_no_choice_is_refused_with_the_choices() -> None:
    refusal = refused(next_candidate="Ada is away")
    assert refusal.sentence == "next_candidate must be manual or automatic."
    assert "Ada" not in str(refusal.facts)


def test_a_slip_in_a_name_is_refused_with_the_name_meant() -> None:
    assert refused(reply_days=21).sentence == (
        "The policy has no field of such a name; perhaps you mean reply_by_days."
    )


@pytest.mark.parametrize("name", ["zzz", "z" * 2_000_000])
def test_a_name_that_is_like_no_other_is_refused_with_an_example(name: str) -> None:
    refusal = refused(**{name: 1})
    assert refusal.sentence == ("The policy has no field of such a name; one is reply_by_days.")
    assert refusal.facts == {"near": []}


def test_numbers_that_do_not_go_together_are_refused_with_both() -> None:
    refusal = refused(check_in_open_days=7)
    assert refusal.sentence == (
        "check_in_reminder_days (7) must be less than check_in_open_days (7); change one of them."
    )
    assert refusal.facts == {"fields": ["check_in_open_days"]}


def test_numbers_that_go_together_may_change_together() -> None:
    changed = changed_policy(Policy(), {"check_in_open_days": 5, "check_in_reminder_days": 3})
    assert (changed.check_in_open_days, changed.check_in_reminder_days) == (5, 3)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"reminder_hour": 20},
            "reminder_hour (20) must be from quiet_to_hour (7) on and before quiet_from_hour (20);",
        ),
        ({"quiet_to_hour": 9}, "reminder_hour (8) must be from quiet_to_hour (9) on and before"),
        ({"quiet_from_hour": 15}, "quiet_from_hour must be a whole number from 16 to 24."),
        ({"weekly_reminders": 0}, "weekly_reminders must be a whole number from 1 to 50."),
    ],
)
def test_reminders_leave_outside_quiet_hours_and_at_all(
    changes: dict[str, object], sentence: str
) -> None:
    assert refused(**changes).sentence.startswith(sentence)

"""How long access lasts: who can do more stays signed in for less."""

from domain.access import limits


def test_staff_are_signed_in_for_less_than_the_pair() -> None:
    assert limits.STAFF_SESSION_IDLE < limits.SESSION_IDLE
    assert limits.STAFF_SESSION_LONGEST < limits.SESSION_LONGEST


def test_what_is_used_once_lasts_less_than_what_it_opens() -> None:
    assert limits.SIGN_IN_AGAIN < limits.SIGN_IN < limits.STAFF_SESSION_IDLE
    assert limits.CHALLENGE <= limits.SECOND_FACTOR < limits.STAFF_SESSION_IDLE
    assert limits.SEEN_EVERY < limits.STAFF_SESSION_IDLE < limits.STAFF_SESSION_LONGEST
    assert limits.SESSION_IDLE < limits.SESSION_LONGEST < limits.KEY_LONGEST

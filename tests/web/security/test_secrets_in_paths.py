"""What of an address is logged: never what may be somebody's token."""

import pytest

from runtime.tokens import new_token
from web.guard.secrets_in_paths import carries_token, shown
from web.pages.mentorships import PAGES

TOKEN = new_token()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/l/{}", "/l/…"),
        ("/l/{}/goals/12", "/l/…/goals/12"),
        ("/mentorship/l/{}/check-ins", "/mentorship/l/…/check-ins"),
        ("/calendar/{}.ics", "/calendar/…"),
        ("/sign-in/{}", "/sign-in/…"),
        ("/l/./{}", "/l/…/…"),
        ("/l/{}/", "/l/…/…"),
        ("/l//l/{}", "/l/…/…"),
        ("/l/x/goals/{}", "/l/…/…"),
        ("/l/x\n/{}", "/l/…/…"),
        ("/sign-in/abc/{}", "/sign-in/…/…"),
        ("/sign-in/with-provider/{}", "/sign-in/…/…"),
        ("/l/calendar/{}.ics", "/l/…/…"),
    ],
)
def test_a_token_is_left_out_wherever_it_stands(path: str, logged: str) -> None:
    assert carries_token(path.format(TOKEN))
    assert shown(path.format(TOKEN)) == logged


@pytest.mark.parametrize("path", ["/", "/l/", "/sign-in", "/sign-in/with-provider", "/me/sessions"])
def test_what_has_no_token_is_logged_as_it_is(path: str) -> None:
    assert not carries_token(path)
    assert shown(path) == path


def test_every_page_under_a_link_is_known_by_its_name() -> None:
    pages = [page.path for page in PAGES if page.purposes]
    assert "/goals/{number:int}" in pages
    for page in pages:
        path = page.replace("{number:int}", "999999999")
        assert shown(f"/l/{TOKEN}{path}") == f"/l/…{path}"

"""The pages about one mentorship and about oneself: what each shows, and what is done on it."""

from collections.abc import Sequence

from web.pages import oneself
from web.pages.mentorships import (
    agreement,
    check_ins,
    closing,
    end,
    expectations,
    goals,
    invitation,
    meetings,
    overview,
    pause,
    redefinition,
    search,
    tasks,
)
from web.pages.page import Page

PAGES: Sequence[Page] = (
    *overview.PAGES,
    *search.PAGES,
    *invitation.PAGES,
    *goals.PAGES,
    *expectations.PAGES,
    *agreement.PAGES,
    *check_ins.PAGES,
    *redefinition.PAGES,
    *tasks.PAGES,
    *meetings.PAGES,
    *pause.PAGES,
    *end.PAGES,
    *closing.PAGES,
    *oneself.PAGES,
)
"""Every page that is reached signed in as well as by a letter's link."""

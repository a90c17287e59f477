"""The pages about oneself: who one is here, when one has time, how one is written to."""

from collections.abc import Sequence

from web.pages import unsubscribe
from web.pages.oneself import availability, become_a_mentor, head, my_data, preferences, profile
from web.pages.page import Page

PAGES: Sequence[Page] = (
    *head.PAGES,
    *availability.PAGES,
    *become_a_mentor.PAGES,
    *preferences.PAGES,
    *profile.PAGES,
    *my_data.PAGES,
    *unsubscribe.PAGES,
)
"""Every page about oneself, whoever comes signed in or by a letter's link."""

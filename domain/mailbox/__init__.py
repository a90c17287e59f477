"""When letters leave: one mailbox per person, whatever number of mentorships."""

from domain.mailbox.sorting import sort
from domain.mailbox.timing import KINDS, timing_of
from domain.mailbox.waiting import Drop, Hold, Outgoing, Sorting, Waiting
from domain.mentorship.letters.verdicts import WhyDropped, WhyHeld

__all__ = [
    "KINDS",
    "Drop",
    "Hold",
    "Outgoing",
    "Sorting",
    "Waiting",
    "WhyDropped",
    "WhyHeld",
    "sort",
    "timing_of",
]

"""Meetings and days that matter, written for calendar programs (RFC 5545 and RFC 5546)."""

from letters.calendar.feeds import Strand, feed
from letters.calendar.invitations import Address, invitation, place_of

__all__ = ["Address", "Strand", "feed", "invitation", "place_of"]

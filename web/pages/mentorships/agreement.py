"""The agreement: a document in versions, to be signed, changed, and proposed anew."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.purposes import Purpose
from web.pages.mentorships.parties import names_now, parties
from web.pages.mentorships.terms import LABELS, agreed_end, beginning, choices
from web.pages.mentorships.versions import Versions, program_text, versions_of
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_PURPOSES: Final = frozenset(
    {Purpose.AGREEMENT, Purpose.EXPECTATIONS, Purpose.REDEFINITION, Purpose.MENTORSHIP}
)
SAID: Final = {
    "expectations.agreement_concluded": (
        "You have both signed: the agreement is in force. Good next steps are a first goal and "
        "the next meeting."
    ),
    "expectations.agreement_proposed": (
        "Your proposal is sent, and you have signed it by proposing it."
    ),
    "expectations.changes_requested": (
        "We have told what should be different. Talk about it; then one of you proposes the "
        "next version."
    ),
}
"""What is told of what was done about an agreement."""


def proposing(way: Way, versions: Versions) -> Mapping[str, Any]:
    """Return what the form for other terms is made of."""
    latest = None if versions.latest is None else versions.latest.agreement
    begun = beginning(way, latest)
    return {
        "begun": begun,
        "choices": choices(begun, names_now(way)),
        "labels": LABELS,
    }


async def _agreement(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    found = parties(way)
    versions = await versions_of(services, way)
    waiting, in_force = versions.waiting, versions.in_force
    state = way.mentorship
    base = None if waiting is None else in_force or versions.before(waiting)
    return {
        "parties": found,
        "waiting": waiting,
        "in_force": in_force,
        "ends": None if in_force is None else agreed_end(state, in_force.agreement),
        "compared": base,
        "changes": [] if waiting is None or base is None else waiting.differs_from(base),
        "versions": versions.newest_first,
        "latest": versions.latest,
        "program_text": await program_text(services, way, waiting or in_force),
        "can_begin": state.revealed or state.waived,
        **proposing(way, versions),
    }


async def _version(services: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    parties(way)
    versions = await versions_of(services, way)
    version = versions.one(numbers["number"])
    base = versions.before(version)
    return {
        "version": version,
        "compared": base,
        "changes": [] if base is None else version.differs_from(base),
        "ends": agreed_end(way.mentorship, version.agreement),
        "program_text": await program_text(services, way, version),
        "title": f"Mentoring agreement, version {version.number}",
    }


PAGES: Final = (
    Page(
        path="/agreement",
        template="agreement.html",
        title="Your agreement",
        commands=frozenset({"propose_agreement", "sign_agreement", "request_changes"}),
        purposes=_PURPOSES,
        facts=_agreement,
        said=SAID,
        refused={"date_past": "It would be over already; please agree on an end after today."},
    ),
    Page(
        path="/agreement/{number:int}",
        template="agreement_version.html",
        title="Mentoring agreement",
        purposes=_PURPOSES,
        facts=_version,
    ),
)

"""The versions of an agreement with what became of each: proposed, signed, in force, let go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.mentorship.matters import Agreement
from domain.mentorship.stages import Side
from domain.programs.state import Program
from records.seeing import Seen, folded, seen_by
from web.pages.differences import Change, changes
from web.pages.mentorships.terms import Clause, clauses, sections, texts
from web.pages.way import Way
from web.problems import not_found
from web.services import Services

_PROPOSED = "expectations.agreement_proposed"
_SIGNED = "expectations.agreement_signed"
_CHANGES = "expectations.changes_requested"


@dataclass(frozen=True)
class Signature:
    """A place for one of the two to sign: whose it is, whether they did, and when.

    ``at`` is missing where the reader may know that they signed, and not when.
    """

    side: Side
    name: str
    is_given: bool
    at: datetime | None


@dataclass(frozen=True)
class Version:
    """One version, and what became of it.

    ``proposed_at`` is when it was proposed, where the reader may know. ``until`` is when another
    took its place, if it was in force before. ``asked`` is what should have been different, where
    somebody said so; ``asked_by`` is their name.
    """

    agreement: Agreement
    proposed_at: datetime | None
    signatures: Sequence[Signature]
    is_in_force: bool
    until: datetime | None = None
    asked: str | None = None
    asked_by: str | None = None

    @property
    def number(self) -> int:
        """Return which version it is."""
        return self.agreement.version

    @property
    def clauses(self) -> Sequence[Clause]:
        """Return what it says."""
        return clauses(self.agreement.terms)

    @property
    def sections(self) -> Sequence[tuple[str, Sequence[Clause]]]:
        """Return what it says, by section."""
        return sections(self.clauses)

    @property
    def awaited(self) -> Sequence[Signature]:
        """Return the signatures that it still waits for."""
        return [each for each in self.signatures if not each.is_given]

    def signature(self, side: Side) -> Signature:
        """Return the place for a side's signature."""
        return next(each for each in self.signatures if each.side is side)

    def differs_from(self, earlier: "Version") -> Sequence[Change]:
        """Return what it says otherwise than an earlier one."""
        return changes(texts(earlier.clauses), texts(self.clauses))


@dataclass(frozen=True)
class Versions:
    """All versions that somebody may see, by number."""

    every: Mapping[int, Version]

    @property
    def waiting(self) -> Version | None:
        """Return the version that waits to be signed, if any."""
        newest = self.latest
        return newest if newest is not None and newest.agreement.is_open else None

    @property
    def in_force(self) -> Version | None:
        """Return the version in force, if any."""
        return next((each for each in self.every.values() if each.is_in_force), None)

    @property
    def newest_first(self) -> Sequence[Version]:
        """Return all of them, the newest first."""
        return [self.every[number] for number in sorted(self.every, reverse=True)]

    @property
    def latest(self) -> Version | None:
        """Return the newest version, whatever became of it."""
        return self.every[max(self.every)] if self.every else None

    def before(self, version: Version) -> Version | None:
        """Return what a version is compared with: the one before it, if it may be seen."""
        return self.every.get(version.number - 1)

    def one(self, number: int) -> Version:
        """Return a version; raises ``Problem`` where there is none."""
        if number not in self.every:
            raise not_found("version")
        return self.every[number]


async def versions_of(services: Services, way: Way) -> Versions:
    """Return the versions that somebody may see, as their history tells of them."""
    state = way.mentorship
    if way.viewer is None or not state.agreements:
        return Versions({})
    events = seen_by(await services.records.history("mentorship", state.id), way.viewer)
    signed = [each for each in events if each.type == _SIGNED]
    signers = {each.actor.person for each in signed if each.actor.person is not None}
    names = {**await services.records.names(signers - way.names.keys()), **way.names}
    found = {
        number: _version(agreement, events, way, names)
        for number, agreement in sorted(state.agreements.items())
    }
    return Versions(_followed(found))


def _version(
    agreement: Agreement, events: Sequence[Seen], way: Way, names: Mapping[UUID, str]
) -> Version:
    own = [each for each in events if each.data.get("version") == agreement.version]
    proposed = next((each.at for each in own if each.type == _PROPOSED), None)
    asked = next((each for each in own if each.type == _CHANGES), None)
    signed = {each.data["side"]: each for each in own if each.type == _SIGNED}
    is_in_force = way.mentorship.in_force == agreement.version
    return Version(
        agreement=agreement,
        proposed_at=proposed,
        signatures=[_signature(agreement, side, signed.get(side), way, names) for side in Side],
        is_in_force=is_in_force,
        asked=None if asked is None else asked.data["what"],
        asked_by=None if asked is None else _name(asked.actor.person, names),
    )


def _signature(
    agreement: Agreement, side: Side, signed: Seen | None, way: Way, names: Mapping[UUID, str]
) -> Signature:
    if signed is not None:
        return Signature(side, _name(signed.actor.person, names), is_given=True, at=signed.at)
    state = way.mentorship
    is_current = agreement.is_open or agreement.version == state.in_force
    # An old version may have been meant for an earlier mentor, of whom nothing more is known here.
    name = _name(state.person_of(side), names) if is_current else f"the {side}"
    return Signature(side, name, is_given=side in agreement.signed_by, at=None)


def _name(person: UUID | None, names: Mapping[UUID, str]) -> str:
    return "somebody" if person is None else names.get(person, "somebody who is gone")


def _followed(found: Mapping[int, Version]) -> Mapping[int, Version]:
    """Return the versions with the moment at which each gave way to the next one in force."""
    followed: dict[int, Version] = {}
    until: datetime | None = None
    for number in sorted(found, reverse=True):
        version = found[number]
        concluded = version.agreement.concluded_at
        followed[number] = version if concluded is None else replace(version, until=until)
        until = concluded or until
    return dict(sorted(followed.items()))


async def program_text(services: Services, way: Way, version: Version | None) -> str | None:
    """Return the program's own text of agreements as it was when a version was proposed, if any.

    Without a version: as it is now.
    """
    if way.program is None or version is None:
        return None if way.program is None else way.program.template
    events = await services.records.history("program", way.program.id)
    then = folded(events, at=version.proposed_at or version.agreement.concluded_at)
    return then.template if isinstance(then, Program) else None

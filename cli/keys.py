"""Sessions and keys of the API, told to the operator."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cli.output import screen, table
from cli.words import Reader
from records.access.api_keys import Key
from records.access.sessions import Session

_BY = {"letter": "a letter", "oidc": "OpenID Connect", "operator": "an operator's link"}


def document_of_session(session: Session) -> Mapping[str, Any]:
    """Return a session for programs."""
    return {
        "id": session.id,
        "person": session.person,
        "how": session.how,
        "agent": session.agent,
        "begun_at": session.begun_at,
        "seen_at": session.seen_at,
        "ends_at": session.ends_at,
        "proved_at": session.proved_at,
    }


def tell_sessions(sessions: Sequence[Session], *, zone: str) -> None:
    """Print sessions, on clocks in a zone."""
    if not sessions:
        screen().print("This person is signed in nowhere.", style="quiet")
        return
    reader = Reader({}, zone)
    listed = table("since", "last used", "ends", "by", "browser")
    for each in sessions:
        times = (each.begun_at, each.seen_at, each.ends_at)
        listed.add_row(*map(reader.moment, times), _BY[each.how], each.agent or "—")
    screen().print(listed)


def document_of_key(key: Key, *, at: datetime) -> Mapping[str, Any]:
    """Return a key for programs; it opens nothing."""
    return {
        "id": key.id,
        "name": key.name,
        "person": key.person,
        "program": key.program,
        "scopes": sorted(key.scopes),
        "made_by": key.made_by,
        "made_at": key.made_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "good": key.is_good(at),
    }


def tell_keys(
    keys: Sequence[Key], *, names: Mapping[UUID, str], programs: Mapping[UUID, str], at: datetime
) -> None:
    """Print keys: whose, what for, and until when."""
    if not keys:
        screen().print(
            "There are no keys: make one with 'mentorship access make-key'.", style="quiet"
        )
        return
    listed = table("key", "name", "acts for", "program", "scopes", "last used", "ends")
    reader = Reader(names, "UTC")
    for each in keys:
        used = "—" if each.last_used_at is None else reader.moment(each.last_used_at)
        listed.add_row(
            str(each.id),
            each.name,
            "the operator" if each.person is None else reader.person(each.person),
            "all" if each.program is None else programs.get(each.program, str(each.program)),
            ", ".join(sorted(each.scopes)),
            used,
            _end(each, reader, at=at),
        )
    screen().print(listed)


def tell_key(key: Key) -> Mapping[str, str]:
    """Return what is good to know of a new key, by name."""
    return {
        "name": key.name,
        "scopes": ", ".join(sorted(key.scopes)),
        "until": f"{Reader({}, 'UTC').moment(key.expires_at)} UTC",
    }


def _end(key: Key, reader: Reader, *, at: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {reader.moment(key.revoked_at)}"
    return reader.moment(key.expires_at) + ("" if key.is_good(at) else " (over)")

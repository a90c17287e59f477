"""A mentorship on one screen: where it stands, who is in it, what was agreed, what waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.finding import short
from cli.output import facts, screen, styled, table
from cli.words import Reader, day, due_day, spoken
from domain.mentorship.matters import Agreement, Asked, Candidate, Closed, Deferred, Invitation
from domain.mentorship.seen import as_seen
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer, view
from domain.mentorship.work import CheckIn, Meeting, MeetingStatus
from domain.recurrence import in_words
from domain.standing import Standing
from records.parking import Parked
from records.queries import Refused


@dataclass(frozen=True)
class Portrait:
    """What there is to show of a mentorship; ``state`` is whole, ``viewer`` says to whom."""

    state: Mentorship
    viewer: Viewer
    program: str
    standing: Standing
    refused: Sequence[Refused]
    parked: Sequence[Parked]
    reader: Reader


def document_of(portrait: Portrait) -> Mapping[str, Any]:
    """Return the portrait for programs, with what its viewer may see of the state."""
    return {
        "id": portrait.state.id,
        "stage": portrait.state.stage,
        "program_name": portrait.program,
        "names": {str(ident): name for ident, name in portrait.reader.names.items()},
        "attention": portrait.standing.attention,
        "waits_for": portrait.standing.deadlines,
        "letters_waiting": portrait.standing.letters_waiting,
        "refused": portrait.refused,
        "parked": [{"type": each.envelope.type, "error": each.error} for each in portrait.parked],
        "state": view(portrait.state, portrait.viewer),
    }


def tell_portrait(portrait: Portrait) -> None:
    """Print the portrait; parts that hold nothing are left out."""
    console = screen()
    portrait = replace(portrait, state=as_seen(portrait.state, portrait.viewer))
    state, reader = portrait.state, portrait.reader
    console.print(_heading(portrait))
    console.print(facts(_about(portrait)))
    parts: Iterable[tuple[str, RenderableType | None]] = (
        ("shortlist", _candidates(state, reader)),
        ("invitations", _invitations(state, reader)),
        ("agreement", _agreement(state, reader)),
        ("goals", _goals(state)),
        ("tasks", _tasks(state)),
        ("meetings", _meetings(state.meetings.values())),
        ("check-ins", _check_ins(state.check_ins.values())),
        ("accomplished", _accomplished(state, reader)),
        ("waits for", _waits(portrait)),
        ("refused lately", _refused(portrait)),
        ("parked", _parked(portrait)),
    )
    for name, part in parts:
        if part is not None:
            console.print(styled("\n", (name, "head")))
            console.print(part)
    console.print(f"\nTimes are those of {reader.zone}.", style="quiet")


def _heading(portrait: Portrait) -> Text:
    state, reader = portrait.state, portrait.reader
    mentor = f" and {reader.person(state.mentor)}" if state.mentor else ""
    heading = styled((f"{reader.person(state.mentee)}{mentor}", "head"), "  ")
    heading.append(state.stage.value, style="stage")
    if state.pause is not None:
        heading.append(f"  paused until {due_day(state.pause.until)}", style="warn")
    return heading


def _about(portrait: Portrait) -> Mapping[str, str | Text | None]:
    state, reader = portrait.state, portrait.reader
    attention = ", ".join(spoken(each) for each in portrait.standing.attention)
    hopes = "; ".join(state.need.hopes)
    return {
        "id": str(state.id),
        "program": portrait.program,
        "opened": reader.moment(state.opened_at),
        "continues": short(state.continues) if state.continues else None,
        "direction": state.need.direction,
        "hopes": hopes or None,
        "support": ", ".join(spoken(each) for each in state.need.support) or None,
        "ended": _ended(state, reader),
        "needs a look": Text(attention, style="warn") if attention else None,
        "letters": "on their way" if portrait.standing.letters_waiting else None,
        "version": str(state.version),
    }


def _ended(state: Mentorship, reader: Reader) -> str | None:
    if state.ending is None:
        return None
    when = f", {reader.moment(state.ended_at)}" if state.ended_at else ""
    return f"{spoken(state.ending)}{when}"


def _candidates(state: Mentorship, reader: Reader) -> RenderableType | None:
    if state.mentor is not None or not state.candidates:
        return None
    listed = table("", "", "")
    listed.show_header = False
    for each in state.candidates.values():
        listed.add_row(str(each.number), _candidate(each, reader), _noted(each, reader))
    return listed


def _candidate(candidate: Candidate, reader: Reader) -> str:
    name = reader.person(candidate.person) if candidate.person else candidate.name or "—"
    return f"{name} (struck)" if candidate.struck else name


def _noted(candidate: Candidate, reader: Reader) -> str:
    referred = ", ".join(reader.person(each) for each in candidate.referred_by)
    return "; ".join(filter(None, (candidate.note, f"referred by {referred}" if referred else "")))


def _invitations(state: Mentorship, reader: Reader) -> RenderableType | None:
    if state.mentor is not None and not state.open_invitations:
        return None
    listed = table("", "", "")
    listed.show_header = False
    for each in state.invitations.values():
        listed.add_row(str(each.number), reader.person(each.mentor), _asked(each))
    return listed if state.invitations else None


def _asked(invitation: Invitation) -> str:
    match invitation.status:
        case Asked(attempt=attempt, reply_by=reply_by):
            times = "asked" if attempt == 1 else f"asked {attempt} times"
            return f"{times}, may reply through {due_day(reply_by)}"
        case Deferred(until=until):
            return f"wants to be asked again on {due_day(until)}"
        case Closed(how=how):
            return spoken(how)
    return "lapsed without a reply"


def _agreement(state: Mentorship, reader: Reader) -> RenderableType | None:
    told = [
        _terms(each, words, reader)
        for each, words in ((state.agreement, "in force"), (state.proposal, "proposed"))
        if each is not None
    ]
    if not told:
        return None
    return Group(*told)


def _terms(agreement: Agreement, words: str, reader: Reader) -> RenderableType:
    terms = agreement.terms
    signed = " and ".join(sorted(agreement.signed_by)) or "nobody"
    since = f" since {reader.moment(agreement.concluded_at)}" if agreement.concluded_at else ""
    return facts(
        {
            f"version {agreement.version}": f"{words}{since}, signed by {signed}",
            "purpose": terms.purpose,
            "meet": in_words(terms.meet) if terms.meet else None,
            "check-ins": f"every {terms.check_in_months} months",
            "ends": day(terms.ends_on),
        }
    )


def _goals(state: Mentorship) -> RenderableType | None:
    listed = table("", "goal", "by", "")
    for each in state.goals.values():
        status = "review due" if each.review_due else str(each.status)
        listed.add_row(str(each.number), each.smart.what, due_day(each.smart.by), status)
    return listed if state.goals else None


def _tasks(state: Mentorship) -> RenderableType | None:
    listed = table("", "task", "owner", "by", "")
    for each in state.tasks.values():
        status = styled((str(each.status), "warn" if each.status == "overdue" else ""))
        listed.add_row(str(each.number), each.what, str(each.owner), due_day(each.by), status)
    return listed if state.tasks else None


def _meetings(meetings: Iterable[Meeting]) -> RenderableType | None:
    every = list(meetings)
    coming = [each for each in every if each.status is MeetingStatus.SCHEDULED]
    past = [each for each in every if each.status is not MeetingStatus.SCHEDULED]
    listed = table("", "when", "about", "")
    for each in (*past[-3:], *coming):
        when = f"{day(each.when.date)}, {each.when.time:%H:%M}"
        listed.add_row(str(each.number), when, each.about or "", str(each.status))
    return listed if every else None


def _check_ins(check_ins: Iterable[CheckIn]) -> RenderableType | None:
    every = list(check_ins)
    listed = table("", "kind", "due", "answered by", "")
    for each in every[-4:]:
        answered = " and ".join(sorted(each.reflections)) or "—"
        outcome = spoken(each.outcome) if each.outcome else "open"
        listed.add_row(str(each.number), spoken(each.kind), due_day(each.due), answered, outcome)
    return listed if every else None


def _accomplished(state: Mentorship, reader: Reader) -> RenderableType | None:
    listed = table("", "")
    listed.show_header = False
    for each in state.accomplishments[-5:]:
        listed.add_row(reader.moment(each.at), each.what)
    return listed if state.accomplishments else None


def _waits(portrait: Portrait) -> RenderableType | None:
    listed = table("", "")
    listed.show_header = False
    for each in portrait.standing.deadlines:
        listed.add_row(
            portrait.reader.deadline(each.due, each.kind), spoken(each.label or each.kind)
        )
    return listed if portrait.standing.deadlines else None


def _refused(portrait: Portrait) -> RenderableType | None:
    listed = table("", "", "", "")
    listed.show_header = False
    for each in portrait.refused:
        who = portrait.reader.who(each.actor)
        listed.add_row(portrait.reader.moment(each.at), who, spoken(each.type), each.sentence)
    return listed if portrait.refused else None


def _parked(portrait: Portrait) -> RenderableType | None:
    listed = table("", "", "")
    listed.show_header = False
    for each in portrait.parked:
        listed.add_row(portrait.reader.moment(each.parked_at), each.envelope.type, each.error)
    return listed if portrait.parked else None

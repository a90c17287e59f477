"""What people write stays what it is: in pages, letters, files, logs and problems."""

import csv
import io
import json
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from domain.envelopes import Actor, CommandEnvelope, Role
from runtime.ids import new_id
from tests.eventually import eventually
from tests.records.desk import a_person, envelope
from tests.web.crowd import ADMINISTRATOR, COORDINATOR, SMART, Crowd, day, given, opened, routes
from tests.web.security.nasty import NASTY, SCRIPT, WHOLE
from tests.web.site import BROWSER, hidden_fields
from tests.web.stories import ANSWERS

TEXT = "\n".join(NASTY)
ELEMENTS = {
    "html", "head", "meta", "title", "link", "script", "body", "header", "footer", "nav", "main",
    "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "div", "span", "strong", "em", "small",
    "form", "input", "button", "label", "textarea", "select", "option", "optgroup", "fieldset",
    "legend", "details", "summary", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td",
    "caption", "blockquote", "section", "article", "aside", "img", "time", "ins", "del", "noscript",
    "br", "hr", "code", "figure", "figcaption", "abbr", "mark", "datalist", "output", "b", "i",
    "pre", "template",
}  # fmt: skip
"""What our templates are made of: nothing that runs, embeds or draws."""


class Read(HTMLParser):
    """Reads a page as a browser does, and notes what nobody's text may bring about."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            said = (value or "").strip().lower()
            is_address = name in {"href", "src", "action", "formaction"}
            foreign = is_address and said and not said.startswith(("/", "#", "mailto:", "webcal:"))
            if name.startswith("on") or name == "style" or foreign:
                self.wrong.append(f"{tag} {name}={value}")


async def nasty_pair(crowd: Crowd) -> tuple[Actor, Actor, Any]:
    """Return a pair who write nothing else, and their mentorship."""
    profile = {"site": NASTY[1], "recent_work": TEXT, "style": TEXT, "disciplines": list(NASTY[:5])}
    pair = []
    for role, name in ((Role.MENTEE, NASTY[2]), (Role.MENTOR, SCRIPT)):
        person = await a_person(crowd.desk, new_id().hex, (crowd.program, role))
        actor = Actor(role=role, person=person)
        boss = crowd.people[ADMINISTRATOR]
        for type_, body in (
            ("change_contact", {"name": name}),
            ("change_profile", {"mentor_profile": profile}),
            ("change_profile", {"mentee_profile": {"interests": list(NASTY[:5])}}),
        ):
            await crowd.desk.do(person, type_, category="person", by=boss, at=crowd.now, **body)
        pair.append(actor)
    mentee, mentor = pair
    ident = await opened(crowd, mentee)
    agreed = {"purpose": TEXT, "contact": TEXT, "confidential": TEXT, "off_limits": TEXT,
              "ends_on": day(crowd, 500)}  # fmt: skip
    answers = dict.fromkeys(ANSWERS, TEXT) | {"how_often": SCRIPT}
    steps: tuple[tuple[Actor, str, dict[str, Any]], ...] = (
        (mentee, "describe_need", {"direction": TEXT, "hopes": list(NASTY)}),
        (mentee, "shortlist", {"person": str(mentor.person), "note": TEXT}),
        (mentee, "shortlist", {"name": SCRIPT, "email": "new@example.org", "note": TEXT}),
        (mentee, "invite", {"candidate": 1, "ask": TEXT}),
        (mentor, "accept", {"invitation": 1}),
        (mentee, "submit_expectations", answers),
        (mentor, "submit_expectations", answers | {"goals": TEXT + "!"}),
        (mentee, "propose_agreement", {"terms": agreed}),
        (mentor, "request_changes", {"version": 1, "what": TEXT}),
        (mentee, "propose_agreement", {"terms": agreed | {"purpose": TEXT + " and more"}}),
        (mentor, "sign_agreement", {"version": 2}),
        (mentee, "set_goal", {**dict.fromkeys(SMART, TEXT), "by": day(crowd, 90)}),
        (mentee, "assign_task", {"owner": "mentor", "what": TEXT, "by": day(crowd, 20)}),
        (mentee, "schedule_meeting", {"on": day(crowd, 14), "time": "16:00", "about": TEXT}),
        (mentee, "share_agenda", {"meeting": 1, "agenda": TEXT}),
        (mentee, "share_material", {"meeting": 1, "material": TEXT}),
        (mentee, "note_accomplishment", {"what": TEXT}),
        (mentee, "note", {"text": TEXT}),
        (crowd.people[COORDINATOR], "transition", {"to": "CHECK_IN", "why": TEXT}),
        (
            mentee,
            "submit_reflection",
            {
                **dict.fromkeys(("done", "next", "feedback"), TEXT),
                "wish": "go_on",
                "private_note": TEXT,
            },
        ),
        (mentee, "end_mentorship", {"why": TEXT, "sealed": False}),
        (mentor, "thank", {"text": TEXT}),
    )
    for by, type_, body in steps:
        await given(crowd, ident, by, type_, body)
    return mentee, mentor, ident


async def test_no_text_becomes_a_part_of_a_page(crowd: Crowd) -> None:
    await crowd.desk.do(crowd.program, "set_template", category="program", at=crowd.now, text=TEXT)
    mentee, mentor, ident = await nasty_pair(crowd)
    pages = [each for each in routes(crowd.app) if each.startswith(("/me", "/mentorships/"))]
    seen = ""
    for person in (mentee, mentor, crowd.people[COORDINATOR]):
        async with await crowd.site.signed_in(person) as client:
            for route in pages:
                path = route.replace("{mentorship}", str(ident)).replace("{number:int}", "1")
                answer = await client.get(path)
                assert answer.status_code < 500, path
                if answer.headers.get("content-type", "").startswith("text/html"):
                    read = Read()
                    read.feed(answer.text)
                    assert not read.wrong, (path, read.wrong)
                    assert read.scripts <= 2, path
                    seen += answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in seen
    assert "{{7*7}}" in seen, "a template is never made of a text"


async def test_a_form_that_comes_back_shows_what_was_typed_and_runs_none_of_it(
    crowd: Crowd,
) -> None:
    mentee = await crowd.browser("the mentee")
    path = f"/mentorships/{crowd.mentorship}/goals"
    fields = hidden_fields((await mentee.get(path)).text, "set_goal")
    for nasty in NASTY:
        typed = {"what": nasty, "measure": nasty, nasty: nasty, f"terms.{nasty}": "x", "by": nasty}
        answer = await mentee.post(path, data={**fields, **typed, "_form": "set_goal"})
        assert answer.status_code == 422, nasty
        read = Read()
        read.feed(answer.text)
        assert not read.wrong, (nasty, read.wrong)
        for name in ("_form", "_command", "_id", "_version"):
            answer = await mentee.post(path, data={**fields, **typed, name: nasty})
            assert answer.status_code in {303, 409, 422}, (name, nasty)
            read = Read()
            read.feed(answer.text)
            assert not read.wrong, (name, nasty, read.wrong)
        async with crowd.site.client(**BROWSER) as nobody:
            kept = await nobody.post(path, data={nasty: nasty})
            read = Read()
            read.feed(kept.text)
            assert not read.wrong, (nasty, read.wrong)
            assert (await nobody.get("/sign-in", params={"next": f"/{nasty}"})).status_code == 200
            back = await nobody.post("/sign-in", data={"email": nasty})
            read.feed(back.text)
            assert not read.wrong, (nasty, read.wrong)


async def test_a_problem_says_its_sentence_as_json_whatever_was_sent(crowd: Crowd) -> None:
    mentee = await crowd.browser("the mentee")
    for nasty in (*NASTY, WHOLE):
        answers = [
            await mentee.get("/api/v1/mentorships", params={"sort": nasty, "limit": nasty}),
            await mentee.get(f"/api/v1/mentorships/{crowd.mentorship}", params={"role": nasty}),
            await mentee.get("/api/v1/mentorships", params={"cursor": nasty, nasty: nasty}),
            await mentee.post(
                f"/api/v1/mentorships/{crowd.mentorship}/commands",
                json={"type": nasty, nasty: nasty},
                headers={"Idempotency-Key": str(new_id())},
            ),
        ]
        for answer in answers:
            assert answer.status_code == 422, (nasty, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            json.loads(answer.text)


async def test_no_export_holds_what_a_spreadsheet_would_run(crowd: Crowd) -> None:
    await nasty_pair(crowd)
    boss = await crowd.browser(ADMINISTRATOR)
    for what in ("people", "mentorships", "events"):
        answer = await boss.get(f"/api/v1/exports/{what}")
        assert answer.status_code == 200, answer.text
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert len(rows) > 1
        for row in rows:
            assert len(row) == len(rows[0]), "no text becomes a column"
            assert not [cell for cell in row if cell[:1] in set("=+-@\t\r")], row


async def letters_to(crowd: Crowd, email: str, number: int) -> list[EmailMessage]:
    """Return the letters to an address once there are so many."""

    async def arrived() -> list[EmailMessage]:
        letters = crowd.site.letters_to(email)
        assert len(letters) == number
        return letters

    return await eventually(arrived)


async def test_letters_take_no_header_from_a_name(crowd: Crowd) -> None:
    person = await a_person(crowd.desk, new_id().hex, (crowd.program, Role.MENTEE))
    boss = crowd.people[ADMINISTRATOR]
    for name in ("Eve\r\nBcc: all@evil.example", "Eve\nX: y", "\x1b[31mEve", "Eve\u2028X: y"):
        receipt = await crowd.desk.handle(
            person, _contact(boss, name), category="person", at=crowd.now
        )
        assert receipt.outcome == "refused", name
    names = (SCRIPT, '"Eve" <x@evil.example>', "Eve, all@evil.example", "=?utf-8?q?=0aX=3a?=")
    for number, name in enumerate(names, start=1):
        await crowd.desk.handle(person, _contact(boss, name), category="person", at=crowd.now)
        state = await crowd.site.records.state("person", person)
        async with crowd.stranger() as client:
            await client.post("/sign-in", data={"email": state.email})
        letter = (await letters_to(crowd, state.email, number))[-1]
        assert [each.addr_spec for each in letter["To"].addresses] == [state.email]
        assert not {"Bcc", "X"} & set(letter.keys())
        html = letter.get_body(("html",))
        assert html is not None
        assert "<script>" not in html.get_content()


def _contact(boss: Actor, name: str) -> CommandEnvelope:
    return envelope("change_contact", by=boss, name=name)

"""Wrong input gets one sentence that says what was wrong and what would be right."""

import pytest
from pydantic import ValidationError

from domain.catalogue import DomainCommand, catalogue, inside
from domain.envelopes import Category
from domain.refusals import Refusal
from records.bodies import Entry, command_types, prepare
from records.malformed import wrong_with
from records.read_tables import KINDS
from runtime.ids import new_id
from tests.records.desk import START, envelope

CASES = [
    ("set_away", {"until": "soon"}, "until: should be a date such as 2026-12-31."),
    ("set_away", {"until": "after my wedding"}, "until: should be a date such as 2026-12-31."),
    ("set_away", {}, "until: is missing."),
    ("set_capacity", {"capacity": "many"}, "capacity: should be a whole number."),
    ("set_capacity", {"capacity": 2.5}, "capacity: should be a whole number, not 2.5."),
    ("set_capacity", {"capacity": 99}, "capacity: should be at most 50, not 99."),
    ("set_capacity", {"capacity": -1}, "capacity: should be at least 0, not -1."),
    ("set_capacity", {"capacity": [1]}, "capacity: should be a whole number."),
    (
        "grant_role",
        {"program": "x", "role": "boss"},
        (
            "program: should be an id such as 019729a0-0000-7000-8000-000000000000; "
            "role: should be mentee, mentor or coordinator."
        ),
    ),
    (
        "change_profile",
        {"mentor_profil": {}},
        "mentor_profil: is not a field here (did you mean mentor_profile?).",
    ),
    (
        "set_away",
        {"until": None, "xyz": 1},
        "xyz: is not a field here; known are until.",
    ),
    (
        "set_away",
        {"until": None, "Xyz": 1},
        "has a field that is not known here; known are until.",
    ),
    (
        "set_away",
        {"until": None, "x" * 40: 1},
        f"{'x' * 40}: is not a field here; known are until.",
    ),
    (
        "set_away",
        {"until": None, "x" * 41: 1},
        "has a field that is not known here; known are until.",
    ),
    (
        "set_away",
        {"until": None, "49 151 234": 1, "49151234": 1},
        (
            "has a field that is not known here; known are until; "
            "has a field that is not known here; known are until."
        ),
    ),
    ("set_capacity", {"capacity": float("nan")}, "capacity: should be a whole number."),
    ("set_capacity", {"capacity": float("inf")}, "capacity: should be a whole number."),
    ("change_contact", {"name": "\ud800"}, "name: contains half a character; use plain text."),
    ("change_profile", {"mentor_profile": 3}, "mentor_profile: should be an object with fields."),
    (
        "change_profile",
        {"mentor_profile": {"support": ["x"]}},
        (
            "mentor_profile.support.0: should be clinical_skills, research, career, education, "
            "leadership, wellbeing, sponsorship or reverse_mentoring."
        ),
    ),
    (
        "change_profile",
        {"mentor_profile": {"support": "x", "sight": "y"}},
        ("mentor_profile.support: should be a list; mentor_profile.sight: is not a field here."),
    ),
    (
        "change_profile",
        {"mentor_profile": {"my sight": "y"}},
        "mentor_profile: has a field that is not known here.",
    ),
    (
        "change_contact",
        {"zone": "Denver"},
        "zone: is not a time zone; use a name such as America/Denver or Europe/Berlin.",
    ),
    ("change_contact", {"name": "a\nb"}, "name: has several lines; use one."),
    ("change_contact", {"name": ""}, "name: should not be empty."),
    ("change_contact", {"name": "x" * 201}, "name: is too long; use at most 200 characters."),
    ("change_contact", {"name": 3}, "name: should be a text."),
    ("change_contact", {"email": "ann"}, "email: should be an address such as ann@example.org."),
    (
        "register_person",
        {},
        "name: is missing; email: is missing; zone: is missing.",
    ),
    (
        "register_person",
        {"administrator": "perhaps", "capacity": "x"},
        "name: is missing; email: is missing; zone: is missing; and 2 more.",
    ),
]


def refusal_of(type_: str, body: dict[str, object], *, category: Category = "person") -> Refusal:
    entry = Entry(category, new_id(), envelope(type_, **body), at=START)  # type: ignore[arg-type]
    refusal = prepare(entry, kinds=KINDS, opener=str.encode).command
    assert isinstance(refusal, Refusal)
    return refusal


@pytest.mark.parametrize(("type_", "body", "sentence"), CASES)
def test_the_sentence_names_the_field_and_what_would_be_right(
    type_: str, body: dict[str, object], sentence: str
) -> None:
    refusal = refusal_of(type_, body)
    assert (refusal.code, str(refusal)) == ("malformed", sentence)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "a secret of Ann\nin two lines"},
        {"name": ["a secret of Ann"]},
        {"name": "a secret of Ann" * 40},
        {"language": ["a secret of Ann"]},
        {"language": "secret"},
        {"zone": "secret"},
        {"email": "ann@secret¡"},
        {"email": "(secret)@"},
        {"Secret": 1},
        {"secret!": 1},
        {"secret\n": 1},
        {"secret" * 7: 1},
        {"a secret of Ann" * 9: 1},
        {"a name of my secret": 1},
    ],
)
def test_what_people_wrote_is_not_repeated(body: dict[str, object]) -> None:
    assert "secret" not in str(refusal_of("change_contact", body))


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("propose_agreement", {"terms": {"purpose": "x", "meet": "a secret", "ends_on": "secret"}}),
        ("propose_agreement", {"terms": {"a secret": 1}}),
        ("schedule_meeting", {"recurrence": "when the secret is out", "time": "secret"}),
        ("schedule_meeting", {"on": "secret", "time": "secret"}),
        ("submit_reflection", {"done": ["secret"], "next": "secret" * 2000, "wish": "secret"}),
        ("submit_expectations", {"goals": "x", "outcome": {"secret": 1}, "how_often": "a\nsecret"}),
        ("assign_mentor", {"mentor": "secret", "why": 1}),
        ("note", {"text": "x", "sealed": "secret", "settles": "secret"}),
        ("set_goal", {"what": ["secret"], "goal": "secret"}),
    ],
)
def test_no_word_in_any_field_of_a_mentorship_is_repeated(
    type_: str, body: dict[str, object]
) -> None:
    assert "secret" not in str(refusal_of(type_, body, category="mentorship"))


_NAN, _ENDLESS = float("nan"), float("inf")
ODD = [_NAN, _ENDLESS, 2.5, -1, 10**30, True, None, "", "\0", "\ud800", "x" * 20_000]
NESTED = [[], [_NAN], ["\ud800"], ["x"] * 200, {}, {"a": _NAN}, {"\ud800": 1}]


@pytest.mark.parametrize("command", catalogue().values(), ids=lambda each: each.name)
def test_whatever_is_wrong_with_a_field_has_words_of_its_own(command: DomainCommand) -> None:
    commands = KINDS[command.category].decider.commands
    for field in command_types(commands)[command.name]:
        for value in (*ODD, *NESTED):
            try:
                commands.validate_python({"type": command.name, field: value})
            except ValidationError as error:
                for each in error.errors(include_url=False):
                    assert wrong_with(each) != "is not right", (field, value, each["type"])


def test_a_command_of_another_kind_of_stream_says_whose_it_is() -> None:
    away = refusal_of("set_away", {}, category="mentorship")
    assert away.code == "unknown_command"
    assert str(away) == "There is no such command as 'set_away' here; it is given to a person."
    program = refusal_of("create_program", {}, category="person")
    assert str(program).endswith("here; it begins a program.")


@pytest.mark.parametrize("type_", ["deadline_pased", "fly"])
def test_only_what_people_may_give_is_offered(type_: str) -> None:
    refusal = refusal_of(type_, {}, category="mentorship")
    assert refusal.code == "unknown_command"
    assert not [each for each in inside() if each in str(refusal)]
    assert "deadline_passed" not in str(refusal.facts)


@pytest.mark.parametrize(
    ("body", "before"),
    [({"why": "x", "next": "HOME"}, ""), ({"next": 3}, "why: is missing; ")],
)
def test_a_field_that_may_be_one_of_two_kinds_is_told_once_with_both(
    body: dict[str, object], before: str
) -> None:
    refusal = refusal_of("replace_mentor", body, category="mentorship")
    either = "next: should be SEEKING or an id such as 019729a0-0000-7000-8000-000000000000."
    assert str(refusal) == before + either


@pytest.mark.parametrize("clock", ["10:00+05:00", "11:30:15.25Z", "11:30:15", "late", 3600, None])
def test_a_time_of_day_is_asked_for_in_one_way(clock: object) -> None:
    refusal = refusal_of(
        "schedule_meeting", {"on": "2026-12-01", "time": clock}, category="mentorship"
    )
    assert (refusal.code, str(refusal)) == (
        "malformed",
        "time: should be a time of day such as 14:30.",
    )


def test_what_cannot_be_printed_is_not_shown() -> None:
    assert "\x00" not in str(refusal_of("change_contact", {"na\x00me": 1}))
    assert "\x00" not in str(refusal_of("change_con\x00tact", {}))


def test_a_field_that_repeats_the_commands_own_type_is_no_mistake() -> None:
    entry = Entry("person", new_id(), envelope("set_away", type="set_away", until=None), at=START)
    assert not isinstance(prepare(entry, kinds=KINDS, opener=str.encode).command, Refusal)


def test_a_field_with_another_type_is_one() -> None:
    entry = Entry("person", new_id(), envelope("set_away", type="end_away", until=None), at=START)
    refusal = prepare(entry, kinds=KINDS, opener=str.encode).command
    assert isinstance(refusal, Refusal)
    assert refusal.code == "malformed"


def test_the_digest_leaves_the_repeated_type_out() -> None:
    ident, command_id = new_id(), new_id()
    plain = envelope("set_away", command_id=command_id, until=None)
    with_type = plain.model_copy(update={"body": {"type": "set_away", "until": None}})
    one, other = (
        prepare(Entry("person", ident, each, at=START), kinds=KINDS, opener=str.encode).digest
        for each in (plain, with_type)
    )
    assert one == other


def test_the_digest_does_not_depend_on_the_order_of_fields() -> None:
    command = envelope("set_away", until=None, a=1)
    turned = command.model_copy(update={"body": {"a": 1, "until": None}})
    ident = new_id()
    one, other = (
        prepare(Entry("person", ident, each, at=START), kinds=KINDS, opener=str.encode).digest
        for each in (command, turned)
    )
    assert one == other

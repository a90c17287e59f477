from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta

from domain.links.actions import KINDS, action_of
from letters import render
from letters.errors import LetterNotWritten
from letters.letter import Letter
from letters.passages import as_text, passages
from letters.rehearsal import CIRCUMSTANCES
from letters.samples import LINK
from letters.words import quoted
from tests.letters.samples import SEALED, a_letter, samples, write, writer

LETTERS = list(samples())
TEMPLATES = Path(render.__file__).parent / "templates"

facts_of: dict[str, set[str]] = defaultdict(set)
for each in LETTERS:
    facts_of[each.kind] |= set(each.facts)


def source(kind: str) -> str:
    return (TEMPLATES / f"{kind}.jinja").read_text(encoding="utf-8")


def names_in(kind: str) -> set[str]:
    return meta.find_undeclared_variables(writer().texts.parse(source(kind)))


def of(kind: str, /, **facts: object) -> Letter:
    """Return the first sample of a kind, to a fact or two of which it is different."""
    found = next(each for each in LETTERS if each.kind == kind)
    return found.model_copy(update={"facts": found.facts | facts})


def test_the_samples_show_every_kind_that_the_domain_knows() -> None:
    assert set(facts_of) == KINDS


def test_every_kind_has_a_template_and_every_template_a_kind() -> None:
    files = {path.stem for path in TEMPLATES.glob("[a-z]*.jinja")}
    assert files == KINDS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_uses_every_fact_and_asks_for_no_other(kind: str) -> None:
    numbered = {"invitation", "candidate", "goal", "task", "meeting", "check_in"}
    assert names_in(kind) - set(CIRCUMSTANCES) <= facts_of[kind]
    said_before = {"recurrence", "minutes"}  # by the letter that arranged the meeting
    in_the_footer = numbered
    assert facts_of[kind] - names_in(kind) <= in_the_footer | said_before


def test_no_fact_hides_behind_a_circumstance() -> None:
    assert not set(CIRCUMSTANCES) & {name for facts in facts_of.values() for name in facts}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_letter_of_every_kind_can_be_read(kind: str) -> None:
    for letter in (each for each in LETTERS if each.kind == kind):
        written = write(letter)
        assert written.subject.isprintable()
        assert 10 < len(written.subject) <= 150
        assert written.text.startswith(f"Dear {letter.to_name},\n\n")
        assert f"\nWith kind regards,\n{letter.program}\n" in written.text
        assert str(letter.mentorship or letter.program) in written.text
        assert max(len(line) for line in written.text.split("\n")) <= 76
        assert not any(odd in written.text for odd in ("{", "}", "\n\n\n", "None", "True", " \n"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_letter_has_one_way_to_act_and_the_words_for_it(kind: str) -> None:
    for letter in (each for each in LETTERS if each.kind == kind and each.mentorship):
        action = action_of(kind, letter.facts)
        text = write(letter).text
        assert f"\n{action.label if action else 'Open the mentorship'}:\n{LINK}\n" in text
        assert text.count(LINK) == 1
        assert "http" not in write(letter, linked=False).text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_letter_says_why_it_came_and_what_follows_if_nothing_is_done(kind: str) -> None:
    settled = ("acceptance_not_possible", "concern_received")  # their body says so
    for letter in (each for each in LETTERS if each.kind == kind):
        text = write(letter).text
        body, _, small_print = text.partition("-" * 40)
        after_the_link = body.partition(LINK)[2] or body.partition("If you do nothing")[1]
        otherwise, _, _ = after_the_link.partition("With kind regards")
        otherwise = otherwise.replace("You can also reply to this letter.", "")
        assert otherwise.strip() or kind in settled
        why = " ".join(small_print.split())
        assert why.startswith("You receive this letter because ")
        assert "because you take part in" not in why


def test_nothing_sealed_stands_in_a_letter() -> None:
    for letter in LETTERS:
        assert SEALED not in write(letter).text
        assert SEALED not in str(letter.facts)


def test_only_the_author_of_a_wish_to_end_learns_of_it() -> None:
    asked = [each for each in LETTERS if each.kind == "end_confirmation"]
    assert {each.to_name for each in asked} == {"Ada"}
    held = write(of("check_in_held", outcome="go_on")).text
    assert not {"end", "ending", "wish", "wished"} & set(held.lower().replace(".", " ").split())


def test_every_word_that_somebody_wrote_for_the_other_is_in_the_letter() -> None:
    brief = {"decline_thanks", "invitation_withdrawn", "acceptance_thanks"}
    brief |= {"acceptance_thanks_anyway", "coordinator_asked", "acceptance_not_possible"}
    texts = {"ask", "reason", "what", "agenda", "material", "summary", "text", "about", "why"}
    for letter in (each for each in LETTERS if each.kind not in brief):
        said = (letter.facts[name] for name in texts & set(letter.facts))
        for each in (each for each in said if each is not None):
            assert as_text(passages(quoted(each))) in write(letter).text


def test_an_invitation_says_when_to_answer_and_what_happens_in_silence() -> None:
    for follow_ups, follows in (
        (0, "the invitation ends by itself"),
        (1, "we will ask once more."),
        (3, "we will ask again, 3 times at the most."),
    ):
        text = " ".join(write(of("invitation", follow_ups=follow_ups)).text.split())
        assert "by Sunday 6 December 2026" in text
        assert follows in text


def test_an_invitation_says_whose_words_the_ask_is_in() -> None:
    earlier = of("invitation")
    earlier.facts.pop("by_program", None)  # as letters of earlier releases
    for letter in (of("invitation", by_program=False), earlier):
        text = " ".join(write(letter).text.split())
        assert "in Ada's own words" in text
        assert "because Ada has asked you" in text
    written = write(of("invitation", by_program=True))
    text = " ".join(written.text.split())
    assert written.subject == "Would you be Ada's mentor?"
    assert "Residency is looking for a mentor for Ada" in text
    assert "because Residency has asked you to be Ada's mentor" in text
    assert "own words" not in text


@pytest.mark.parametrize(
    ("kind", "fact", "values"),
    [
        ("invitation_withdrawn", "because", ("withdrawn", "another_accepted", "ended", "gone")),
        ("acceptance_not_possible", "why", ("at_capacity", "already_paired", "too_late")),
        ("acceptance_thanks_anyway", "why", ("at_capacity", "already_paired", "too_late")),
        ("check_in_opened", "kind", ("fit", "first_review", "periodic")),
        ("check_in_held", "outcome", ("go_on", "redefine")),
        ("redefinition_opened", "because", ("check_in", "proposal", "coordinator")),
        ("coordinator_asked", "reason", ("seeking_long", "gone_quiet", "mentor_gone", "new")),
        ("coordinator_asked", "reason", ("mentor_gone", "person_merged", "new")),
        ("concern_received", "reached", (True, False)),
        (
            "resumed",
            "stage",
            ("SEEKING", "OUTREACH", "EXPECTATIONS", "GOALS", "CHECK_IN", "REDEFINITION"),
        ),
        ("reopened", "stage", ("SEEKING", "EXPECTATIONS", "GOALS")),
    ],
)
def test_each_circumstance_has_words_of_its_own(
    kind: str, fact: str, values: tuple[str, ...]
) -> None:
    assert len({write(of(kind, **{fact: value})).text for value in values}) == len(values)


def test_a_meeting_is_told_in_the_time_of_the_recipient_too() -> None:
    letter = of("meeting_scheduled").model_copy(update={"zone": "Europe/Berlin"})
    text = write(letter).text
    assert "\n    Friday 6 November 2026 at 16:00 (America/Denver)\n" in text
    assert "\n    which is Saturday 7 November 2026 at 00:00 (Europe/Berlin)\n" in text


def test_the_footer_numbers_the_matter_for_the_coordinator() -> None:
    text = " ".join(write(of("check_in_missed", check_in=7)).text.split())
    assert text.endswith("check-in 7.")


def test_a_letter_names_nobody_who_is_gone() -> None:
    text = write(of("check_in_missed").model_copy(update={"mentor_name": None})).text
    assert "the mentor" in text
    letter = a_letter("invited_to_mentor", mentee_name=None, mentor_name=None)
    assert "None" not in write(letter).text


def test_a_kind_without_a_template_is_not_written_and_named() -> None:
    with pytest.raises(LetterNotWritten, match=r"kind of_tomorrow .* no template") as caught:
        write(a_letter("of_tomorrow"))
    assert caught.value.is_temporary
    assert caught.value.kind == "of_tomorrow"


@pytest.mark.parametrize("facts", [{}, {"until": "soon"}, {"until": 7}])
def test_a_missing_or_unreadable_fact_is_named_rather_than_left_out(facts: dict[str, Any]) -> None:
    with pytest.raises(LetterNotWritten, match="kind paused cannot be written"):
        write(a_letter("paused", facts=facts))


def test_the_letter_on_a_series_that_is_off_promises_no_further_meeting() -> None:
    weekly = {"because": "cancelled", "recurrence": "every week on Monday"}
    off = " ".join(write(of("meeting_cancelled", **weekly, series=True)).text.split())
    one = " ".join(write(of("meeting_cancelled", **weekly, series=False)).text.split())
    assert "whole series (every week on Monday) is called off" in off
    assert "as they were" not in off
    assert "as they were" in one


def test_a_concern_that_reached_nobody_is_said_to_wait_for_an_administrator() -> None:
    text = " ".join(write(of("concern_received", reached=False)).text.split())
    assert "an administrator of the installation will see it" in text
    assert "has reached the program's coordinators" not in text

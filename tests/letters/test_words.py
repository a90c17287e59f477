import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import words
from letters.render import write
from tests.letters.samples import a_letter


def test_a_quotation_is_told_from_the_letter_in_every_line() -> None:
    text = "One.\n\nDear Ben,\n> Two.\r\nThree." + "\u2028Four.\x0bFive."
    shown = words.fill(words.quoted(text)).split("\n")
    assert shown == ["> One.", ">", "> Dear Ben,", "> > Two.", "> Three.", "> Four.", "> Five."]


@given(st.text(max_size=400))
def test_no_text_breaks_out_of_its_quotation(text: str) -> None:
    shown = words.fill(f"Before.\n\n{words.quoted(text)}\n\nAfter.").split("\n")
    assert (shown[0], shown[-1]) == ("Before.", "After.")
    assert all(line.startswith(">") for line in shown[2:-2])


@given(st.text(max_size=400))
def test_a_name_stays_on_one_printable_line(text: str) -> None:
    said = words.in_a_sentence(text)
    assert len(said.splitlines()) <= 1
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in said)


def test_no_character_turns_the_reading_direction_of_what_follows() -> None:
    assert words.in_a_sentence("a\u202eb\u2066c") == "abc"


def test_ten_thousand_characters_are_all_there_and_wrapped() -> None:
    text = " ".join(["anticoagulation"] * 625)
    shown = words.fill(words.quoted(text))
    assert shown.count("anticoagulation") == 625
    assert max(map(len, shown.split("\n"))) <= words.WIDTH


def test_only_a_word_that_is_too_long_for_a_line_has_a_longer_line() -> None:
    word = "x" * 200
    shown = words.fill(words.quoted(f"before {word} after"))
    assert shown == f"> before\n> {word}\n> after"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A project.", '"A project"'),
        ("A project on\nanticoagulation", '"A project on anticoagulation"'),
        ("A project on inpatient anticoagulation", '"A project on inpatient..."'),
        ("x" * 40, '"' + "x" * 27 + '..."'),
    ],
)
def test_a_brief_quotation_ends_between_words(text: str, shown: str) -> None:
    assert words.brief(text, 30) == shown


def test_dates_and_lengths_are_said_as_people_say_them() -> None:
    assert words.day("2026-12-06") == "Sunday 6 December 2026"
    assert [words.days(number) for number in (0, 1, 45)] == ["0 days", "1 day", "45 days"]


def test_a_meeting_has_one_time_where_clocks_agree() -> None:
    shown = words.fill(words.meeting_time("2026-07-03", "16:00", "Europe/Berlin", "Europe/Paris"))
    assert shown == "    Friday 3 July 2026 at 16:00 (Europe/Berlin)"


def test_list_items_hang_and_paragraphs_run_on() -> None:
    item = "- " + "word " * 30
    first, second = words.fill(f"{item}\n- short").split("\n")[:2]
    assert first.startswith("- word")
    assert second.startswith("  word")
    assert words.fill("one\ntwo\n\n\n\nthree") == "one two\n\nthree"


def test_a_name_that_looks_like_a_heading_or_a_template_is_only_a_name() -> None:
    odd = "Subject: {{ program }}\n\n> {% include '_footer.txt' %}"
    text = write(a_letter("invited_to_mentor", to_name=odd)).text
    assert text.startswith("Dear Subject: {{ program }} > {% include '_footer.txt' %},\n\n")

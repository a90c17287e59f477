import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import words
from letters.passages import WIDTH, Button, LaidOut, as_text, marked, passages
from tests.letters.samples import a_letter, write


def shown_of(printed: str) -> list[str]:
    return as_text(passages(printed)).split("\n")


def test_a_quotation_is_told_from_the_letter_in_every_line() -> None:
    text = "One.\n\nDear Ben,\n> Two.\r\nThree." + "\u2028Four.\x0bFive."
    shown = shown_of(words.quoted(text))
    assert shown == ["> One.", ">", "> Dear Ben,", "> > Two.", "> Three.", "> Four.", "> Five."]


@given(st.text(max_size=400))
def test_no_text_breaks_out_of_its_quotation(text: str) -> None:
    shown = shown_of(f"Before.\n\n{words.quoted(text)}\n\nAfter.")
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
    shown = shown_of(words.quoted(text))
    assert "".join(shown).count("anticoagulation") == 625
    assert max(map(len, shown)) <= WIDTH


def test_only_a_word_that_is_too_long_for_a_line_has_a_longer_line() -> None:
    word = "x" * 200
    assert shown_of(words.quoted(f"before {word} after")) == ["> before", f"> {word}", "> after"]


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
    shown = shown_of(words.meeting_time("2026-07-03", "16:00", "Europe/Berlin", "Europe/Paris"))
    assert shown == ["    Friday 3 July 2026 at 16:00 (Europe/Berlin)"]


def test_list_items_hang_and_paragraphs_run_on() -> None:
    item = "- " + "word " * 30
    first, second = shown_of(f"{item}\n- short")[:2]
    assert first.startswith("- word")
    assert second.startswith("  word")
    assert shown_of("one\ntwo\n\n\n\nthree") == ["one two", "", "three"]
    assert shown_of("Before:\n- one\n  goes on\n- two") == ["Before:", "", "- one goes on", "- two"]


def test_a_printed_name_begins_no_list_and_no_passage() -> None:
    for odd in ("- Ben", "-", "\x1f>Ben", "\x1eBen", "\x1c- Ben"):
        (only,) = passages(words.printed(odd))
        assert only.form == "paragraph"
        assert as_text([only]).strip("- ") in {"Ben", ">Ben", ""}


def test_what_is_laid_out_is_printed_as_it_is_and_nothing_never() -> None:
    assert words.printed(marked("|", ["a", "b"])) == marked("|", ["a", "b"])
    assert isinstance(words.quoted("a"), LaidOut)
    with pytest.raises(words.FactMissing, match="fact that is missing"):
        words.printed(None)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_label_of_a_link_becomes_its_address(label: str, more: str) -> None:
    (found,) = passages(words.button("https://example.org/l/x", label + "\x1fhttps://evil" + more))
    assert isinstance(found, Button)
    assert found.link == "https://example.org/l/x"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "https://example.org/\r\nBcc: a@b.org",
        'https://example.org/"onload="x',
        "https://example.org/>,<mailto:a@b.org",
        "https://exämple.org/",
        "//example.org/x",
    ],
)
def test_a_link_is_an_address_of_the_web_and_nothing_more(link: str) -> None:
    with pytest.raises(words.LinkUnusable, match="begins with http"):
        words.link(link, "Open")


def test_texts_that_nobody_could_write_are_shortened_and_say_so() -> None:
    huge = {
        "text": "x" * 10_000_000,
        "list": ["y" * 20_000] * 10_000,
        "deep": {"a": ("z" * 20_000,)},
    }
    found = words.bounded(huge | {"number": 3, "nothing": None})
    assert found["text"] == "x" * 10_000 + " (shortened)"
    assert len(found["list"]) == 100
    assert len(str(found)) < words.TEXTS_LIMIT + 5_000
    assert (found["number"], found["nothing"]) == (3, None)
    assert words.bounded({"text": "x" * 10_000}) == {"text": "x" * 10_000}
    assert len(words.name("n" * 10_000_000)) == 200


def test_a_name_that_looks_like_a_heading_or_a_template_is_only_a_name() -> None:
    odd = "Subject: {{ program }}\n\n> {% include '_footer.txt' %}"
    text = write(a_letter("invited_to_mentor", to_name=odd)).text
    assert text.startswith("Dear Subject: {{ program }} > {% include '_footer.txt' %},\n\n")

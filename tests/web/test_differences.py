"""What differs between two texts, and between two versions of an agreement."""

from hypothesis import given
from hypothesis import strategies as st

from web.pages.differences import Change, Piece, changes, is_alike, pieces

TEXTS = st.text(alphabet="ab .\n", max_size=60)


def shown(before: str, after: str) -> str:
    marks = {"kept": "{}", "added": "+{}+", "removed": "-{}-"}
    return "".join(marks[each.manner].format(each.text) for each in pieces(before, after))


def test_words_that_are_gone_and_words_that_are_new_stand_where_they_belong() -> None:
    before = "We meet monthly on Friday, in the office."
    after = "We meet weekly on Monday, in the office or by video."
    assert shown(before, after) == (
        "We meet -monthly-+weekly+ on -Friday,-+Monday,+ in the -office.-+office or by video.+"
    )


def test_what_is_the_same_is_kept_in_one_piece() -> None:
    assert pieces("The same.\n\nAll of it.", "The same.\n\nAll of it.") == [
        Piece("kept", "The same.\n\nAll of it.")
    ]


@given(TEXTS, TEXTS)
def test_the_pieces_tell_both_texts_whole(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(each.text for each in found if each.manner != "added") == before
    assert "".join(each.text for each in found if each.manner != "removed") == after


def test_texts_that_repeat_themselves_are_compared_by_sentences_and_at_last_as_a_whole() -> None:
    chatter = "again and again " * 100
    assert shown(f"{chatter}. The end.", f"{chatter}. Go on.") == (f"{chatter}. -The end.-+Go on.+")
    sentences = "Again. " * 500
    assert [each.manner for each in pieces(sentences, f"{sentences}Again.")] == ["removed", "added"]


def test_changes_tell_what_is_said_otherwise_new_or_gone_in_the_order_of_the_document() -> None:
    before = {"Title": "Old", "Purpose": "A paper", "Agenda": "Mara", "Off limits": "Pay"}
    after = {"Purpose": "A thesis", "Agenda": "Mara", "Contact": "By phone"}
    assert changes(before, after) == [
        Change("Title", [Piece("removed", "Old")]),
        Change(
            "Purpose", [Piece("kept", "A "), Piece("removed", "paper"), Piece("added", "thesis")]
        ),
        Change("Off limits", [Piece("removed", "Pay")]),
        Change("Contact", [Piece("added", "By phone")]),
    ]


def test_answers_are_alike_however_they_are_written() -> None:
    assert is_alike("Once a  month.", "once a month")
    assert is_alike("First Friday of every month", "FREQ=MONTHLY;BYDAY=1FR")
    assert not is_alike("Once a month", "Once a week")
    assert not is_alike("First Friday of each month", "First Monday of each month")

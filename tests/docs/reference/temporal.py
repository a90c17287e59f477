"""The page of what Temporal's own tools see and can send."""

from activities import signatures
from domain.standing import Standing
from tests.docs.reference.markdown import code, page, sentence, table
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.inbox import CALLER_LIMIT
from workflows.mailbox_start import MAILBOX, WAKE
from workflows.reading import COMMAND_LIMIT, PERFORM, REFRESH, TRANSITION
from workflows.start import MENTORSHIP

_MEANINGS = {
    "MentorshipStage": "the stage",
    "MentorshipProgram": "the program's id",
    "MentorshipMentor": "the mentor's id, while there is one",
    "MentorshipMentee": "the mentee's id",
    "MentorshipNeedsAttention": "whether a coordinator should look",
}


_MOVE = '`{"to": STAGE, "why": TEXT, "by": ADDRESS}`, the address of a coordinator'


def temporal() -> str:
    """Return the page of the workflow as Temporal shows it."""
    attributes = [
        (code(each.name), each.indexed_value_type.name.title(), _MEANINGS[each.name])
        for each in SEARCH_ATTRIBUTES
    ]
    sent = [
        ("update", code(PERFORM), "one command in its envelope; answers with its receipt"),
        ("signal", code(PERFORM), "the same, without an answer"),
        (
            "signal",
            code(TRANSITION),
            '`{"to": STAGE, "why": TEXT, "by": A COORDINATOR\'S ADDRESS}`',
        ),
        ("signal", code(REFRESH), "nothing; look at the records again"),
        ("query", "`standing`", "nothing; answers with what the workflow knows"),
    ]
    activities = [
        (code(name), said)
        for name, said in (
            (signatures.RECORD, "records the commands and due dates of one step"),
            (signatures.POST, "hands a mentorship's new letters to the recipients' mailboxes"),
            (signatures.DELIVER, "sends what may leave a person's mailbox"),
            (signatures.SWEEP, "wakes every mentorship and every mailbox that missed something"),
        )
    ]
    known = [(code(name), sentence(_STANDING[name])) for name in Standing.model_fields]
    about = (
        f"Each mentorship is one workflow of the type `{MENTORSHIP}` with the id "
        "`mentorship/UUID`. Its history holds kinds, dates and ids; what people wrote is "
        "enciphered there, and names are not in it.\n\n"
        f"At most {CALLER_LIMIT} callers wait for one mentorship; the next is told that it is "
        f"busy. A command of more than {COMMAND_LIMIT:,} bytes as JSON is not taken."
    )
    return page(
        "Temporal",
        about,
        "## Search attributes",
        table(("name", "type", "holds"), attributes),
        "## Updates, signals and queries",
        table(("kind", "name", "takes"), sent),
        "## Activities",
        table(("name", "what it does"), activities),
        "## What the workflow knows",
        table(("field", "holds"), known),
        "## Mailboxes",
        f"Each person's mailbox is a workflow of the type `{MAILBOX}` with the id `mailbox/UUID`, "
        "the person's, which is there only while letters wait. It takes the signal "
        f'`{WAKE}`, with `{{"at": TIME}}` or nothing, and answers the query `waits_until` with '
        "the time at which it looks again. It holds ids and dates, and no letter.",
    )


_STANDING = {
    "mentorship": "Its id",
    "program": "The program's id",
    "mentee": "The mentee's id",
    "mentor": "The mentor's id, or nothing",
    "recipients": "Ids of those to whom letters go",
    "version": "The number of events so far",
    "stage": "The stage",
    "paused_until": "When the pause ends, while there is one",
    "deadlines": "The open dates: id, kind, when, and words for a timer",
    "attention": "Why a coordinator should look",
    "letters_waiting": "Whether letters wait to be handed to mailboxes",
    "complete": "Whether nothing is left to wait for",
    "receipts": "Receipts of the commands of this step",
}
"""What each field of a standing holds; a field without words here cannot be written down."""

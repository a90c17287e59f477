"""How a program overrides a letter, with an example that is tried whenever the page is written."""

from pathlib import Path
from tempfile import TemporaryDirectory

from letters.letter import Letterhead
from letters.render import Templates
from tests.docs.letters.written import as_block, sample_of

KIND = "invitation_declined"
EXAMPLE = """\
{% extends "mentorship/invitation_declined.jinja" %}
{% block subject %}{{ name or "The mentor" }} has answered{% endblock %}
{% block body %}
{{ super() }}

Our office hour is on Wednesdays at noon, in the library. Come and think aloud about whom to ask.
{% endblock %}
"""
"""What stands in the file of the example."""

_HOW = """\
A folder can hold templates that take the place of ours, and a `logo.png`; the setting \
`MENTORSHIP_LETTERS_DIR` names it. What lies in the folder itself is for all programs; what lies \
in a folder in it that is named by a program's id is for that program, and comes first. A template \
has the name of the kind, and `.jinja`. It sees the facts of its kind and the names `program`, \
`to`, `mentee`, `mentor`, `pair`, `other`, `mentor_known`, `home_zone` and `action`, and has the \
blocks `subject`, `body`, `action` (the words of the button), `otherwise` (what happens if nothing \
is done) and `why` (why the letter came). It is plain text: paragraphs are separated by blank \
lines, and lines that begin with `- ` are a list. A template may build on ours, as here in \
`{kind}.jinja`:"""

_THEN = """\
The worker tries every template with sample data when it starts, and does not start with a broken \
one; `mentorship letters check FOLDER` says the same beforehand, and `mentorship letters preview \
{kind}` shows a letter. With the template above, the signature "Your mentoring office" and a \
reply-to address in the program's letterhead (`mentorship program set`), the letter reads:"""


def overriding() -> str:
    """Return the example with what comes of it."""
    how, then = (each.replace("{kind}", KIND) for each in (_HOW, _THEN))
    mail = sample_of(KIND)
    head = Letterhead(
        program=mail.letterhead.program,
        program_id=mail.letterhead.program_id,
        reply_to="mentoring@example.org",
        signature="Your mentoring office",
    )
    with TemporaryDirectory() as folder:
        (Path(folder) / f"{KIND}.jinja").write_text(EXAMPLE, encoding="utf-8")
        written = Templates.load(Path(folder)).write(mail.model_copy(update={"letterhead": head}))
    return "\n\n".join([how, f"```jinja\n{EXAMPLE}```", then, as_block(written)])

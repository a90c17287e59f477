"""`mentorship letters preview` and `mentorship letters check`."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.exits import Denied, Unknown, Usage
from cli.output import AsJson, print_json, tell
from letters.errors import TemplateBroken
from letters.message import sender_address
from letters.preview import Preview, known, preview
from letters.render import Templates
from letters.samples import kinds
from runtime.settings import Settings

ALL = "all"
_KINDS_SHOWN = 10

Kind = Annotated[
    str,
    typer.Argument(
        metavar="KIND", help="A kind of letter, 'gathered', 'together', 'sign_in' or 'all'."
    ),
]
Program = Annotated[
    str | None,
    typer.Option("--program", metavar="ID", help="In the templates of this program."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write KIND.txt, KIND.html and KIND.eml there."),
]
Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[DIR]", help="The templates; usually those of the settings."),
]


def show(kind: Kind, *, program: Program = None, out: Out = None, as_json: AsJson = False) -> None:
    """Show a letter with sample data, in the templates that would be used.

    Nothing is read from the records and nothing is sent.
    """
    settings = Settings.load()
    found = _loaded(settings.letters_dir)
    sender = sender_address(settings.mail_from)
    ident = _program(program)
    shown = [preview(each, found, sender=sender, program=ident) for each in _kinds(kind)]
    files = [] if out is None else [file for each in shown for file in _write(each, out)]
    if as_json:
        print_json([_row(each) for each in shown])
    elif out is not None:
        tell((f"{len(files)} files are in {out}.", "good"))
    else:
        typer.echo(
            "\n\n".join(f"Subject: {each.subject}\n\n{each.text}".rstrip() for each in shown)
        )


def check(folder: Folder = None, *, as_json: AsJson = False) -> None:
    """Try all templates with sample data, as a worker does when it starts.

    A template that cannot be used is named, with its line, what is wrong and what would be right.
    """
    directory = folder or Settings.load().letters_dir
    _loaded(directory)
    if as_json:
        print_json({"directory": directory, "kinds": len(kinds())})
    else:
        which = "Our own templates" if directory is None else f"The templates in {directory}"
        tell(("✓", "good"), f" {which} can be used: all {len(kinds())} kinds of letter were tried.")


def _loaded(directory: Path | None) -> Templates:
    try:
        return Templates.load(directory)
    except TemplateBroken as broken:
        raise Denied(
            str(broken),
            code="template_broken",
            file=str(broken.file),
            line=broken.line,
            wrong=broken.wrong,
            right=broken.right,
        ) from None


def _kinds(word: str) -> Sequence[str]:
    if word == ALL:
        return known()
    if word in known():
        return [word]
    near = get_close_matches(word, known(), n=1)
    some = f"{', '.join(known()[:_KINDS_SHOWN])} and so on"
    right = f"did you mean {near[0]!r}?" if near else f"there are {some}; 'all' shows them."
    sentence = f"There is no kind of letter {word[:40]!r}; {right}"
    raise Unknown(sentence, letter=word[:40], near=near)


def _program(word: str | None) -> UUID | None:
    if word is None:
        return None
    try:
        return UUID(word)
    except ValueError:
        sentence = f"{word[:80]!r} is no program's id; 'mentorship programs' lists them."
        raise Usage(sentence, program=word[:80]) from None


def _write(shown: Preview, folder: Path) -> Sequence[Path]:
    contents = {
        "txt": f"Subject: {shown.subject}\n\n{shown.text}".encode(),
        "html": shown.html.encode(),
        "eml": shown.eml,
    }
    files = [folder / f"{shown.kind}.{suffix}" for suffix in contents]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in zip(files, contents.values(), strict=True):
            file.write_bytes(content)
    except OSError as failed:
        sentence = f"Nothing can be written in {folder}: {failed.strerror}; name a directory."
        raise Usage(sentence, out=str(folder)) from None
    return files


def _row(shown: Preview) -> dict[str, str]:
    return {
        "kind": shown.kind,
        "subject": shown.subject,
        "text": shown.text,
        "html": shown.html,
        "eml": shown.eml.decode("ascii"),
    }

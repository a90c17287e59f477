"""Templates are tried when they are loaded, so that a broken one is never found by a letter."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from markupsafe import escape

from letters.environments import HtmlEnvironment, TemplateLacks, TemplateTooMuch, TextEnvironment
from letters.errors import LetterNotWritten, TemplateBroken
from letters.letter import Mail, SignInLetter
from letters.overrides import SIGN_IN, SUFFIX, Overrides, Source, ours
from letters.samples import gathered, mail_of, samples, sign_in, together
from letters.words import in_a_sentence

LAYOUT = "_letter.jinja"
PAGE_SUFFIX = ".html.jinja"
BLOCKS = ("subject", "body", "action", "otherwise", "why")
CIRCUMSTANCES = (
    "program",
    "to",
    "mentee",
    "mentor",
    "pair",
    "other",
    "mentor_known",
    "home_zone",
    "action",
)
"""What a template sees beside the facts of its kind."""

_PAGE = f"_mail{PAGE_SUFFIX}"
_SILENT = (nodes.Extends, nodes.Block, nodes.Import, nodes.FromImport, nodes.Macro, nodes.Assign)
_NO_FILTER = re.compile(r"No filter named '(\w+)'")


class Said(Protocol):
    """What a mail says, as text and as HTML."""

    @property
    def text(self) -> str:
        """Return it as text."""

    @property
    def html(self) -> str:
        """Return it as HTML."""


class Rehearsed(Protocol):
    """What is tried: a writer with its templates."""

    overrides: Overrides
    texts: TextEnvironment
    pages: HtmlEnvironment

    def write(self, mail: Mail) -> object:
        """Put a mail in words."""

    def write_sign_in(self, letter: SignInLetter) -> Said:
        """Put the letter that brings a link to sign in in words."""


def rehearse(writer: Rehearsed) -> None:
    """Try the templates of a writer that are not its predecessors': every sample, both forms.

    Raises:
        TemplateBroken: one cannot be used, or would not say what it seems to say.
    """
    own = writer.overrides.templates if writer.overrides.behind else {}  # ours have tests for it
    for name, source in own.items():
        page = name.endswith(PAGE_SUFFIX)
        tree = _parsed(writer.pages if page else writer.texts, name, source)
        if not name.startswith("_"):
            _check_blocks(tree, source)
    try:
        for mail in _mails(writer.overrides):
            writer.write(mail)
        if _shared(writer.overrides) and not _of_a_program(writer.overrides):
            _check_sign_in(writer)
    except LetterNotWritten as failed:
        raise _broken(failed, writer) from failed


def _mails(overrides: Overrides) -> Iterator[Mail]:
    """Yield the sample mails in which a template of these overrides plays a part."""
    shared = _shared(overrides)
    for letter in samples():
        if shared or f"{letter.kind}{SUFFIX}" in overrides.templates:
            yield mail_of(letter)
    if shared:
        yield mail_of(samples()[0], linked=False)
        yield gathered()
        yield together()


def _check_sign_in(writer: Rehearsed) -> None:
    """Refuse a letter with which nobody can sign in."""
    letter = sign_in()
    said = writer.write_sign_in(letter)
    asked = (
        (SIGN_IN, letter.link in said.text, 'show it, as with {{ link|button("Sign in") }}'),
        (_PAGE, escape(letter.link) in said.html, "show the address of every button and link"),
    )
    for name, shown, right in asked:
        source = writer.overrides.find(name)
        if not shown and source:
            wrong = "leaves the link out of the letter to sign in, so that nobody could"
            raise TemplateBroken(source.file, wrong=wrong, right=right)


def _of_a_program(overrides: Overrides) -> bool:
    return bool(overrides.behind and overrides.behind.behind)


def _shared(overrides: Overrides) -> bool:
    return any(name.startswith("_") for name in overrides.templates)


def _parsed(environment: Environment, name: str, source: Source) -> nodes.Template:
    try:
        tree = environment.parse(source.text, name, str(source.file))
        environment.compile(source.text, name, str(source.file))
    except TemplateSyntaxError as wrong:
        raise TemplateBroken(
            source.file,
            line=wrong.lineno,
            wrong=f"cannot be read ({_said(wrong)})",
            right=_known_filter(str(wrong), environment) or "that has to be put right",
        ) from None
    except RecursionError:
        deep = "is nested too deeply"
        raise TemplateBroken(source.file, wrong=deep, right="make it simpler") from None
    return tree


def _check_blocks(tree: nodes.Template, source: Source) -> None:
    """Refuse what would be left out of the letter without a word."""
    if not any(isinstance(each, nodes.Extends) for each in tree.body):
        right = f'it has to begin with {{% extends "{LAYOUT}" %}}'
        raise TemplateBroken(source.file, line=1, wrong="is no letter", right=right)
    for each in tree.body:
        if not isinstance(each, _SILENT) and not _is_blank(each):
            wrong = "has text outside of a block, which nobody would read"
            right = f"put it into one of the blocks {', '.join(BLOCKS)}"
            raise TemplateBroken(source.file, line=each.lineno, wrong=wrong, right=right)
        if isinstance(each, nodes.Block) and each.name not in BLOCKS:
            near = get_close_matches(each.name, BLOCKS, n=1)
            wrong = f"has a block {each.name}, which nobody would read"
            right = f"did you mean {near[0]}?" if near else f"its blocks are {', '.join(BLOCKS)}"
            raise TemplateBroken(source.file, line=each.lineno, wrong=wrong, right=right)


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(each, nodes.TemplateData) and not each.data.strip() for each in node.nodes
    )


def _broken(failed: LetterNotWritten, writer: Rehearsed) -> TemplateBroken:
    cause = failed.__cause__
    file, line = _place(cause, {str(each.file) for each in writer.overrides.all()})
    if file is None:
        name = cause.template if isinstance(cause, TemplateLacks) else f"{failed.kind}{SUFFIX}"
        source = writer.overrides.find(name)
        file = source.file if source else Path(name)
    wrong = f"fails in a sample letter of the kind {failed.kind} ({failed.problem})"
    right = _right(cause, failed, writer, shared=file.name.startswith("_"))
    return TemplateBroken(file, line=line, wrong=wrong, right=right)


def _place(cause: BaseException | None, files: set[str]) -> tuple[Path | None, int | None]:
    """Return the innermost place in a template at which an error was raised."""
    found: tuple[Path | None, int | None] = (None, None)
    trace = cause.__traceback__ if cause else None
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in files:
            found = (Path(file), trace.tb_lineno)
        trace = trace.tb_next
    return found


def _right(
    cause: BaseException | None, failed: LetterNotWritten, writer: Rehearsed, *, shared: bool
) -> str:
    match cause:
        case TemplateTooMuch():
            return "a letter loops over its own facts and no more"
        case TemplateLacks() | SecurityError():
            return "that has to be put right"
        case TemplateNotFound(name=name):
            near = get_close_matches(str(name), sorted(ours().templates), n=1)
            return f"did you mean {near[0]}?" if near else "it is in none of the folders"
        case RecursionError():
            return "a template neither includes nor calls itself"
        case UndefinedError() if shared:
            return "it knows the names that ours of the same name uses, and no others"
        case UndefinedError():
            known = sorted(
                {name for each in samples() if each.kind == failed.kind for name in each.facts}
            )
            names = ", ".join([*known, *CIRCUMSTANCES])
            return f"a letter of this kind knows {names}; what may lack is tested first"
        case _:
            return _known_filter(failed.problem, writer.texts) or "that has to be put right"


def _known_filter(problem: str, environment: Environment) -> str | None:
    named = _NO_FILTER.search(problem)
    if named is None:
        return None
    known = sorted(each for each in environment.filters if not each.startswith("_"))
    near = get_close_matches(named[1], known, n=1)
    return f"did you mean {near[0]}?" if near else f"the filters are {', '.join(known)}"


def _said(wrong: TemplateSyntaxError) -> str:
    return in_a_sentence(wrong.message or "").rstrip(".")

"""The templates: ours, and those with which an installation or a program overrides them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from uuid import UUID

from jinja2 import BaseLoader, Environment, TemplateNotFound

from letters.errors import TemplateBroken
from letters.letter import SignInLetter

OWN = "mentorship/"
"""Before the name of a template: ours, whatever overrides it."""

SUFFIX = ".jinja"
SIGN_IN = f"{SignInLetter.kind}{SUFFIX}"
"""The template of the one letter that belongs to no program."""

TEMPLATE_LIMIT = 100_000
"""Bytes of a template; the longest of ours has 4,000."""

LOGO = "logo.png"
LOGO_LIMIT = 200_000
"""Bytes of a logo, which goes along with every letter."""

_PNG = b"\x89PNG\r\n\x1a\n"
_OURS = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Source:
    """A template as it was read, and where."""

    text: str
    file: Path


@dataclass(frozen=True)
class Overrides:
    """Templates by name, and a logo, that stand before those of ``behind``."""

    templates: Mapping[str, Source] = field(default_factory=dict)
    logo: bytes | None = None
    behind: "Overrides | None" = None

    def find(self, name: str) -> Source | None:
        """Return the template of a name, the nearest one."""
        if name.startswith(OWN):
            return ours().templates.get(name.removeprefix(OWN))
        found = self.templates.get(name)
        return found or (self.behind.find(name) if self.behind else None)

    def all(self) -> Iterator[Source]:
        """Yield every template that may play a part."""
        yield from self.templates.values()
        if self.behind:
            yield from self.behind.all()

    @property
    def any_logo(self) -> bytes | None:
        """Return the logo, the nearest one."""
        return self.logo or (self.behind.any_logo if self.behind else None)


class Loader(BaseLoader):
    """Gives an environment its templates, as they were when they were loaded."""

    def __init__(self, overrides: Overrides) -> None:
        """Look for templates in these overrides."""
        self._overrides = overrides

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002 - jinja gives it
        """Return a template's text and file."""
        found = self._overrides.find(template)
        if found is None:
            raise TemplateNotFound(template)
        return found.text, str(found.file), None

    def list_templates(self) -> list[str]:
        """Return the names of our templates, each of which can be overridden."""
        return sorted(ours().templates)


@cache
def ours() -> Overrides:
    """Return the templates that come with the program."""
    return Overrides(dict(_templates(_OURS)))


def read(directory: Path) -> tuple[Overrides, Mapping[UUID, Overrides]]:
    """Return what a directory overrides: for all programs, and for each program by its id.

    Raises:
        TemplateBroken: it is no such directory, or something in it would never be used.
    """
    if not directory.is_dir():
        raise TemplateBroken(
            directory,
            wrong="is not a directory",
            right="MENTORSHIP_LETTERS_DIR has to name one that holds templates",
        )
    house = _read(directory, behind=ours())
    folders = sorted(
        each for each in directory.iterdir() if each.is_dir() and not each.name.startswith(".")
    )
    return house, {_program(each): _read_program(each, behind=house) for each in folders}


def _read(folder: Path, *, behind: Overrides) -> Overrides:
    return Overrides(dict(_templates(folder)), _logo(folder), behind)


def _read_program(folder: Path, *, behind: Overrides) -> Overrides:
    found = _read(folder, behind=behind)
    if unused := found.templates.get(SIGN_IN):
        wrong = "would never be used, because a letter to sign in belongs to no program"
        right = f"put it into {folder.parent}, for all programs"
        raise TemplateBroken(unused.file, wrong=wrong, right=right)
    return found


def _program(folder: Path) -> UUID:
    try:
        return UUID(folder.name)
    except ValueError:
        wrong = "is a folder for no program"
        right = "its name has to be the program's id, as 'mentorship programs' lists it"
        raise TemplateBroken(folder, wrong=wrong, right=right) from None


def _templates(folder: Path) -> Iterator[tuple[str, Source]]:
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        known = file.parent == _OURS or file.name in ours().templates
        if not known and not file.name.startswith("_"):
            near = get_close_matches(file.name, ours().templates, n=1)
            right = f"did you mean {near[0]}?" if near else "'mentorship letters check' lists them"
            raise TemplateBroken(file, wrong="is named after no kind of letter", right=right)
        yield file.name, Source(_text(file), file)


def _text(file: Path) -> str:
    raw = _bytes(file, limit=TEMPLATE_LIMIT)
    try:
        return raw.decode()
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        right = "save it as UTF-8"
        raise TemplateBroken(file, line=line, wrong="is not UTF-8", right=right) from None


def _logo(folder: Path) -> bytes | None:
    for other in sorted(each for each in folder.glob("logo.*") if each.name != LOGO):
        right = f"save the picture as {LOGO}"
        raise TemplateBroken(other, wrong="is a logo that mail programs may not show", right=right)
    file = folder / LOGO
    if not file.exists():
        return None
    found = _bytes(file, limit=LOGO_LIMIT)
    if not found.startswith(_PNG):
        raise TemplateBroken(file, wrong="is not a PNG picture", right="save it as PNG")
    return found


def _bytes(file: Path, *, limit: int) -> bytes:
    right = "the worker needs a plain file that it may read"
    if file.exists() and not file.is_file():  # a pipe would be waited for
        raise TemplateBroken(file, wrong="is no file", right=right)
    try:
        with file.open("rb") as opened:
            found = opened.read(limit + 1)
    except OSError as failed:
        wrong = f"cannot be read ({failed.strerror})"
        raise TemplateBroken(file, wrong=wrong, right=right) from None
    if len(found) > limit:
        right = f"at most {limit:,} bytes are allowed"
        raise TemplateBroken(file, wrong="is too large", right=right)
    return found

"""Pages as text: what every page of the reference is put together from."""

from collections.abc import Iterable, Sequence


def page(title: str, about: str, *parts: str) -> str:
    """Return a page that says where it comes from."""
    written = "<!-- Written from the code by `python -m tests.docs.write_reference`. -->"
    return "\n\n".join([written, f"# {title}", about, *parts]).rstrip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a cell may hold anything that stands in one line."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines)


def code(text: object) -> str:
    """Return something to be typed, or read by a program."""
    return f"`{text}`"


def codes(texts: Iterable[object]) -> str:
    """Return a list of such things."""
    return ", ".join(code(each) for each in texts)


def filled_in(name: object) -> str:
    """Return the place of something that differs each time."""
    return f"*{str(name).strip('_').replace('_', ' ').lower()}*"


def headed(level: int, title: str, anchor: str | None = None) -> str:
    """Return a heading; ``anchor`` is what links name it by."""
    return f"{'#' * level} {title}" + (f" {{ #{anchor} }}" if anchor else "")


def prose(docstring: str | None) -> str:
    """Return a docstring as Markdown: its code marks are single ones here."""
    lines = (line.strip() for line in (docstring or "").strip().splitlines())
    return "\n".join(lines).replace("``", "`")


def sentence(text: str) -> str:
    """Return a text with a full stop."""
    return text if text.endswith((".", "?")) else f"{text}."


def _cell(text: str) -> str:
    """Keep a bar from ending the cell; within code it does not, and a mark would show."""
    parts = " ".join(text.split()).split("`")
    return "`".join(
        each if number % 2 else each.replace("|", "\\|") for number, each in enumerate(parts)
    )

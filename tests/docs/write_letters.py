"""Writes the letters of whole stories: ``python -m tests.docs.write_letters``."""

from pathlib import Path

from tests.docs.letters.stories import STORIES, letters_of
from tests.docs.reference.rules import ROOT

LETTERS = ROOT / "docs" / "letters"


def path_of(name: str) -> Path:
    """Return where the letters of a story are kept."""
    return LETTERS / f"{name}.md"


if __name__ == "__main__":
    LETTERS.mkdir(parents=True, exist_ok=True)
    for name, story in STORIES.items():
        path_of(name).write_text(letters_of(story), encoding="utf-8")
        print(path_of(name))  # noqa: T201 - whoever runs this wants to know

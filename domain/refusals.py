"""How the domain says no."""

from collections.abc import Mapping


class Refusal(Exception):
    """A command that the rules do not allow. It has no consequences.

    ``code`` is stable and for programs; ``sentence`` says to a person what was wrong and what
    would be right; ``facts`` are the values that the sentence speaks of, ready for JSON.
    Refusals of a mentorship pass through its workflow's history, so they say no name, address or
    text.
    """

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        """Refuse with a code, a sentence and the facts behind it."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts: Mapping[str, object] = facts

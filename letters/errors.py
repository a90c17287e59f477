"""What can go wrong with letters."""

from uuid import UUID


class LettersError(Exception):
    """Base of every error of this room; ``str(error)`` is one sentence without secrets."""


class MailSettingUnusable(LettersError):
    """The mail server's URL or the sender's address cannot be used."""

    def __init__(self, setting: str, *, wrong: str, right: str) -> None:
        self.setting = setting
        self.wrong = wrong
        self.right = right
        super().__init__(f"The setting {setting} {wrong}; {right}.")


class LetterNotSent(LettersError):
    """A letter did not go out; ``is_temporary`` says whether the same letter may go out later."""

    is_temporary = True

    def __init__(self, letter: UUID, sentence: str) -> None:
        self.letter = letter
        super().__init__(sentence)


class LetterNotWritten(LetterNotSent):
    """The template is missing or asks for a fact that the letter has not got.

    Temporary, because a release that knows the kind of letter can write it.
    """

    def __init__(self, letter: UUID, *, kind: str, problem: str) -> None:
        self.kind = kind
        self.problem = problem
        super().__init__(letter, f"A letter of the kind {kind} cannot be written: {problem}.")


class MailServerDown(LetterNotSent):
    """The mail server cannot be reached, breaks off, or does not let us in."""

    def __init__(self, letter: UUID, *, server: str, problem: str) -> None:
        self.server = server
        self.problem = problem
        super().__init__(letter, f"The mail server {server} cannot be used: {problem}.")


class TemporaryRefusal(LetterNotSent):
    """The mail server does not take the letter now.

    That is a code from 400 to 499; or a higher one that blames the sender or the installation,
    because that is put right by a setting and says nothing about the letter.
    """

    def __init__(self, letter: UUID, *, code: int, answer: str) -> None:
        self.code = code
        self.answer = answer
        super().__init__(letter, f"The mail server wants the letter later: {code} {answer}.")


class AddressRefused(LetterNotSent):
    """The mail server will never take this letter to this address: a code from 500 on."""

    is_temporary = False

    def __init__(self, letter: UUID, *, address: str, code: int, answer: str) -> None:
        self.address = address
        self.code = code
        self.answer = answer
        super().__init__(letter, f"The mail server refused the letter: {code} {answer}.")

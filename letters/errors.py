"""What can go wrong with letters."""

from pathlib import Path
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


class TemplateBroken(LettersError):
    """A template of a letter cannot be used; found when it is loaded, not when it is needed."""

    def __init__(self, file: Path, *, line: int | None = None, wrong: str, right: str) -> None:
        self.file = file
        self.line = line
        self.wrong = wrong
        self.right = right
        where = f"{file}, line {line}," if line else f"{file}"
        super().__init__(
            f"{where} {wrong}; {right}".rstrip("?.") + ("?" if right.endswith("?") else ".")
        )


class LetterNotSent(LettersError):
    """A mail did not go out; ``is_temporary`` says whether the same one may go out later."""

    is_temporary = True

    def __init__(self, mail: UUID, sentence: str) -> None:
        self.mail = mail
        super().__init__(sentence)


class LetterNotWritten(LetterNotSent):
    """The template is missing or asks for a fact that the letter has not got.

    Temporary, because a release that knows the kind of letter can write it.
    """

    def __init__(self, mail: UUID, *, kind: str, problem: str) -> None:
        self.kind = kind
        self.problem = problem
        super().__init__(mail, f"A letter of the kind {kind} cannot be written: {problem}.")


class MailServerDown(LetterNotSent):
    """The mail server cannot be reached, or does not let us in."""

    def __init__(self, mail: UUID, *, server: str, problem: str) -> None:
        self.server = server
        self.problem = problem
        super().__init__(mail, f"The mail server {server} cannot be used: {problem}.")


class MailCutShort(LetterNotSent):
    """The mail server broke off, or fell silent, while it was given the mail.

    It may have taken it all the same, and it may be the mail that it cannot stomach. So this counts
    as a failure of the mail, unlike a server that cannot be reached.
    """

    def __init__(self, mail: UUID, *, server: str, problem: str) -> None:
        self.server = server
        self.problem = problem
        super().__init__(mail, f"The mail server {server} broke off in the letter: {problem}.")


class MailServerBusy(MailServerDown):
    """More mails wait than may be sent to the server in a minute; try later."""

    def __init__(self, mail: UUID, *, server: str, per_minute: int) -> None:
        self.per_minute = per_minute
        problem = f"more letters wait than the {per_minute} a minute that it may be sent"
        super().__init__(mail, server=server, problem=problem)


class TemporaryRefusal(LetterNotSent):
    """The mail server does not take the mail now.

    That is a code from 400 to 499; or a higher one that blames the sender or the installation,
    because that is put right by a setting and says nothing about the mail.
    """

    def __init__(self, mail: UUID, *, code: int, answer: str) -> None:
        self.code = code
        self.answer = answer
        super().__init__(mail, f"The mail server wants the letter later: {code} {answer}.")


class AddressRefused(LetterNotSent):
    """The mail server will never take any mail to this address: a code from 500 on."""

    is_temporary = False

    def __init__(self, mail: UUID, *, address: str, code: int, answer: str) -> None:
        self.address = address
        self.code = code
        self.answer = answer
        super().__init__(mail, f"The mail server refused the address: {code} {answer}.")


class LetterRefused(LetterNotSent):
    """The mail server will never take this mail, whatever the address: a code from 500 on."""

    is_temporary = False

    def __init__(self, mail: UUID, *, code: int, answer: str) -> None:
        self.code = code
        self.answer = answer
        super().__init__(mail, f"The mail server refused the letter: {code} {answer}.")

"""Living a story by its letters: whoever acts does so by a link that has come by then."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from domain.envelopes import CommandEnvelope
from domain.links.addresses import token_in
from domain.refusals import Refusal
from domain.stories.script import Step
from records.read_tables import KINDS
from records.store import Records
from runtime.embedded.mail import read_letter
from tests.workflows.real import PUBLIC_URL

_LINK = re.compile(re.escape(PUBLIC_URL) + r"/l/[\w-]+")


class Vain(Enum):
    """Why a link does not give what somebody wants to do."""

    OVER = "it can be used no more"
    NOT_FOR_THIS = "it is for something else"


@dataclass
class Correspondence:
    """All links that have arrived in a Maildir, by the address they were sent to, oldest first.

    ``acted`` and ``unoffered`` count the types of command that were, and were not, given by one.
    """

    records: Records
    maildir: Path
    tokens: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    acted: Counter[str] = field(default_factory=Counter)
    unoffered: Counter[str] = field(default_factory=Counter)
    _read: set[Path] = field(default_factory=set)

    async def act(self, step: Step) -> CommandEnvelope | None:
        """Return a step's command as the newest link gives it that lets its reader do it."""
        assert step.command is not None
        body = KINDS[step.category].decider.commands.dump_python(step.command, mode="json")
        type_ = body.pop("type")
        arrived = await self._tokens_of(step)
        for token in reversed(arrived[:]):
            act = await self._by(token, type_, body, step)
            if isinstance(act, CommandEnvelope):
                self.acted[type_] += 1
                return act
            if act is Vain.OVER:
                arrived.remove(token)
        self.unoffered[type_] += 1
        return None

    async def _by(
        self, token: str, type_: str, body: dict[str, object], step: Step
    ) -> CommandEnvelope | Vain:
        at: datetime = step.at
        following = await self.records.follow(token, at=at)
        assert following is not None, "a link in a letter is known"
        assert following.link.person == step.actor.person, "and its reader's own"
        if following.refusal is not None:
            return Vain.OVER
        if following.link.stream != (step.category, step.stream):
            return Vain.NOT_FOR_THIS
        act = await self.records.prepare_act(following, type_, body, at=at, command_id=step.id)
        return Vain.NOT_FOR_THIS if isinstance(act, Refusal) else act

    async def _tokens_of(self, step: Step) -> list[str]:
        self._look()
        assert step.actor.person is not None
        person = await self.records.state("person", step.actor.person)
        return self.tokens[person.email]

    def _look(self) -> None:
        new = sorted(
            set((self.maildir / "new").iterdir()) - self._read,
            key=lambda file: file.stat().st_mtime_ns,
        )
        for file in new:
            mail = read_letter(file)
            text = mail.get_body(("plain",))
            assert text is not None
            found = _LINK.findall(text.get_content())
            self.tokens[mail["X-RcptTo"]] += [token_in(each) for each in found]
        self._read.update(new)

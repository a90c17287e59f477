"""A postman for tests, who needs nobody to send him home."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from letters.letter import Mail
from letters.post import Postman
from letters.render import Templates
from letters.route import Route


@dataclass(frozen=True)
class OneByOne:
    """Goes for each mail, and says goodbye to the server after it."""

    route: Route

    async def send(self, mail: Mail, *, at: datetime) -> str:
        async with Postman(self.route, templates()) as postman:
            return await postman.send(mail, at=at)


@cache
def templates() -> Templates:
    """Load the templates once: they are rehearsed, which takes a moment."""
    return Templates.load()

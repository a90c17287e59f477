"""How a home tells other processes where its servers are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from runtime.embedded.home import holder


class Stack(BaseModel):
    """Where the running servers are; what was not started is None."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    home: Path
    pid: int
    """The process that started them."""
    database_url: str | None = Field(default=None, repr=False)
    """With the password in it."""
    temporal_address: str | None = None
    temporal_ui_url: str | None = None
    smtp_url: str | None = None
    web_url: str | None = None
    """Where a browser of this machine finds the pages."""

    @property
    def maildir(self) -> Path:
        """Where a letter arrives that is sent to ``smtp_url``."""
        return self.home / "mail"


def running_stack(home: Path) -> Stack | None:
    """Find the servers that another process runs on a home; None when nobody does."""
    pid = holder(home.resolve())
    try:
        stack = Stack.model_validate_json(_publication(home.resolve()).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return stack if stack.pid == pid else None


@contextmanager
def published(stack: Stack) -> Iterator[None]:
    """Let other commands find the servers while the block lasts."""
    file = _publication(stack.home)
    draft = file.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(stack.model_dump_json(indent=2) + "\n")
    draft.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _publication(home: Path) -> Path:
    return home / "stack.json"

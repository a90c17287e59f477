"""`mentorship migrate`."""

import asyncio

import typer

from cli.installation import set_up_logging
from cli.migrating import bring_up_to_date
from cli.output import AsJson, print_json, tell
from cli.whereabouts import database_url, whereabouts
from runtime.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database to this release's tables; again does nothing.

    Give MENTORSHIP_DATABASE_URL of the database's owner: the workers' own role may not do this.
    Workers of the release before go on meanwhile. 'mentorship up' does it by itself.
    """
    settings = Settings.load()
    set_up_logging(settings)
    done = asyncio.run(bring_up_to_date(database_url(whereabouts(settings))))
    if as_json:
        print_json({"migrated": done.migrations, "rebuilt_from_streams": done.rebuilt})
        return
    if done.migrations:
        names = ", ".join(done.migrations)
        tell(("✓", "good"), f" Brought up to date, by {len(done.migrations)} migrations: {names}.")
    if done.rebuilt is not None:
        tell(("✓", "good"), f" The read tables are made again from {done.rebuilt} streams.")
    if not done.migrations and done.rebuilt is None:
        tell(("✓", "good"), " The database is up to date already.")

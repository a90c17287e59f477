"""`mentorship migrate`."""

import asyncio

import typer

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
    done = asyncio.run(bring_up_to_date(database_url(whereabouts(Settings.load()))))
    if as_json:
        print_json({"migrated": list(done)})
    elif done:
        tell(("✓", "good"), f" Brought up to date, by {len(done)} migrations: {', '.join(done)}.")
    else:
        tell(("✓", "good"), " The database is up to date already.")

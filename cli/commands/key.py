"""`mentorship key`."""

import typer

from cli.output import AsJson, print_json
from runtime.cipher import Cipher

app = typer.Typer(add_completion=False)


@app.command()
def key(*, as_json: AsJson = False) -> None:
    """Make a key for MENTORSHIP_KEYS, which enciphers what people write on its way.

    Nothing keeps it but you; put a newer one before the older ones, with a comma between.
    """
    made = Cipher.generate_key()
    if as_json:
        print_json({"key": made})
    else:
        typer.echo(made)

"""Real servers that the service starts by itself, each a child process on the loopback address.

Start at ``runtime.embedded.stack``. This file imports nothing: the mail server's process passes
through it, and has no use for Temporal's SDK.
"""

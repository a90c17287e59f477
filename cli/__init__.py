"""The `mentorship` command: what an operator or a coordinator does from a terminal."""

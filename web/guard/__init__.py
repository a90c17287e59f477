"""What stands before every handler: sizes, origins, headers, and the log of requests."""

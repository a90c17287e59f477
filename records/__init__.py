"""The records: the event store and everything that is read from it."""

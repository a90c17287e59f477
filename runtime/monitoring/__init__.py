"""How a worker is watched: alive, ready, its numbers, and which of them are worth a call."""

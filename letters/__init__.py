"""Letters in words, and on their way."""

"""What a link in a letter lets its reader do: one person, one purpose, until a day."""

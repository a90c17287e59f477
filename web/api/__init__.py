"""The API, for programs and other systems."""

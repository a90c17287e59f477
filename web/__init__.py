"""The web service: an API for programs, and pages for people."""

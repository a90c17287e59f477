"""Signing in without passwords, sessions, and the second factor."""

"""Temporal's hands: arguments go to records or letters, and results come back."""

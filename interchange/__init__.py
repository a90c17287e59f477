"""Data from other systems, and for them: a roster of people in, what is recorded out."""

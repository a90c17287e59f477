"""What is recorded, for other systems: people, mentorships and events as CSV or JSON Lines."""

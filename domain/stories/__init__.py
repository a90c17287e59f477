"""Stories of mentorships as data: for the demonstration, for simulations and for tests."""

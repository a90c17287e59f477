"""The language and the rules of mentorship: pure, without clock, randomness or input and output."""

"""When, never whether: the clocks of the service. What they decide is decided in `domain`."""

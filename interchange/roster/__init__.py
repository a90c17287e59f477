"""People from a spreadsheet: each row checked, then all are registered or nobody is."""

"""Who may read and do what: relations, rights, views, scopes; and how long access lasts."""

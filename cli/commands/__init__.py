"""One module for each command of `mentorship`, each imported only when it is asked for."""

"""What Temporal's own environment configuration says, known without importing Temporal's SDK."""

import os


def environment_names_a_server() -> bool:
    """Say whether Temporal's own environment configuration points at a server."""
    names = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")
    return any(os.environ.get(name) for name in names)

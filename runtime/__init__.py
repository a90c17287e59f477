"""What the service stands on: settings, time, ids, secrets, logs, connections, embedded servers.

Imports libraries and nothing of the other rooms.
"""

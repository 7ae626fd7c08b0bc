"""The worker: the process beside the window that alone talks to the keyring and to the portal.

`python -m app.worker` speaks `app.base.messages` on its standard input and output.
"""

"""A worker for pictures: answers each kind of message with lines prepared in a file.

It speaks over real pipes as the true one does, but reaches neither keyring nor network, so that a
scene stays as it is: synchronizing for ever, offline, locked.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Answer until the input ends."""
    with open(sys.argv[1], encoding="utf-8") as stream:
        answers = json.load(stream)
    for line in sys.stdin:
        message = json.loads(line)
        kind = message["type"]
        if kind == "Quit":
            return
        if kind == "Ping":
            print(json.dumps({"type": "Pong", "n": message["n"]}), flush=True)
        for answer in answers.get(kind, ()):
            print(answer.replace("$TASK", message.get("task", "")), end="", flush=True)


if __name__ == "__main__":
    main()

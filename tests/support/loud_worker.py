"""A worker that logs all that it can, and (where asked) whose every errand fails with secrets.

Run as ``python -m tests.support.loud_worker log`` or ``... fail FILE``; FILE holds the secrets that
the exceptions carry, one `name=value` a line. It stands in for a program full of careless bugs.
"""

from __future__ import annotations

import base64
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from app.base import logs
from app.base.paths import folders
from app.services.office import Office
from app.worker import __main__ as worker

ERRANDS = (
    "sign_in", "sign_out", "synchronize", "send", "backup", "restore", "recover", "start_over",
    "remove", "keys", "prepare", "current",
)  # fmt: skip

LEAKED = {
    "access": "Acc3ss-Canary_0f-Forty-three-Letters-x9Qz7kL2",
    "refresh": "R3fresh-Canary_0f-Forty-three-Letters-y8Wv6mN1",
    "code": "C0de-Canary-Of-Some-Length-77",
    "verifier": "V3rifier-Canary-Of-Sufficient-Length-4Yt5R0oPq1",
    "passphrase": "canary-passphrase-in-one-word",
    "password": "canary-password-42",
    "recovery": "7K3M-Q2XA-9TBD-WEYH-4NPR-C6GJ-0VFS-8Z1K",
    "license": "CNRY9-ZZZZZ-YYYYY-XXXXX-WWWWW",
    "key": bytes(range(7, 39)).hex(),
}
LEAKED["packed_key"] = base64.b64encode(bytes.fromhex(LEAKED["key"])).decode()


class Careless(Exception):
    """A bug whose text holds what it should not."""


def careless_texts(secrets: dict[str, str]) -> list[str]:
    """What real libraries put into messages: headers, JSON, statements, addresses, options."""
    access, refresh, key = secrets["access"], secrets["refresh"], secrets["key"]
    return [
        f"HTTPConnectionPool: request failed, headers {{'Authorization': 'Bearer {access}'}}",
        f'cannot decode {{"access_token":"{access}","refresh_token": "{refresh}"}}',
        f'near "PRAGMA": PRAGMA own.key = "x\'{key}\'"; salt follows',
        f"non-hexadecimal number in {key}",
        f"Keys(own_key={bytes.fromhex(key)!r})",
        f"b64 {secrets['packed_key']}",
        f"POST /oauth/token?code={secrets['code']}&code_verifier={secrets['verifier']}",
        f"KeyError: '{refresh}'",
        f"passphrase={secrets['passphrase']} password: '{secrets['password']}'",
        f"http://dana:{secrets['password']}@proxy.example:3128 refused",
        f"bad code {secrets['recovery']}",
        f"unexpected license_key='{secrets['license']}'",
    ]


def fail_everywhere(secrets: dict[str, str]) -> None:
    """Let every errand of the office raise, with secrets in the text and in every local."""
    text = "\n".join(careless_texts(secrets))

    def failing(name: str) -> Callable[..., NoReturn]:
        def fail(*arguments: object, **options: object) -> NoReturn:
            here = (secrets, arguments, options)
            try:
                raise ValueError(text)
            except ValueError as error:
                raise Careless(f"{name} met {len(here)} things: {text}") from error

        return fail

    for name in ERRANDS:
        setattr(Office, name, failing(name))


def main() -> None:
    """Be a worker."""
    logger = logs.start(folders().logs, "loud", debug=True)
    everything = logging.getLogger()
    everything.setLevel(logging.DEBUG)
    for handler in logger.handlers:
        everything.addHandler(handler)
    logger.propagate = False
    if sys.argv[1] == "fail":
        lines = Path(sys.argv[2]).read_text("utf-8").splitlines()
        fail_everywhere(dict(line.split("=", 1) for line in lines))
    worker.main()


if __name__ == "__main__":
    main()

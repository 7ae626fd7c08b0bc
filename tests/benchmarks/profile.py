"""Makes the profile that starts are measured with: signed in, its keys in the keyring, loaded.

`python -m tests.benchmarks.profile ADDRESS`, in the home that COUNTERPART_HOME names.
"""

from __future__ import annotations

import contextlib
import json
import sys

from app.base.clock import SystemClock
from app.base.paths import folders
from app.base.tasks import CancelToken
from app.services import open_office
from tests.benchmarks.world import visit


def main() -> None:
    with contextlib.closing(open_office(folders(), SystemClock())) as office:
        info = office.sign_in(
            sys.argv[1],
            open_browser=visit,
            show_device=lambda _start: None,
            cancel=CancelToken(),
        )
        assert office.memory_note(info.id) is None, "the keyring was not used"
        result = office.synchronize(info.id)
    print(json.dumps({"profile": info.id, "applied": result.applied}))


if __name__ == "__main__":
    main()

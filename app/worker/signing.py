"""The worker's part of signing: keys are opened here, and what came of it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base.clock import Clock
from app.base.messages import Certificates, FromWorker, ListCertificates, SignCertification
from app.base.paths import Folders
from app.base.tasks import CancelToken

if TYPE_CHECKING:
    from app.services import Office


def perform(
    message: SignCertification | ListCertificates,
    office: Office,
    profile_id: str,
    places: Folders,
    clock: Clock,
    say: Callable[[FromWorker], None],
    token: CancelToken,
) -> None:
    """Sign, or say what a file or a token holds. Raises the problems of signing, Cancelled."""
    from app.services.signing import SigningDesk  # noqa: PLC0415 - after the keys

    desk = SigningDesk(office, places, clock)
    match message:
        case ListCertificates(task=task, key=key, secret=secret):
            say(Certificates(task=task, certificates=desk.certificates(key, secret)))
        case SignCertification(draft_id=draft_id, key=key, secret=secret):
            desk.sign(
                profile_id,
                draft_id,
                key,
                secret,
                level=message.level,
                allow_lower=message.allow_lower,
                countersigns=message.countersigns,
                cancel=token,
            )

"""Signing in for the window: by browser, by a code on another device, or into the demo."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from app.base.browser import open_in_browser
from app.base.clock import Clock
from app.base.errors import Cancelled
from app.base.messages import BrowserOpened, DeviceShown, FromWorker, SignIn, SignInMethod
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.worker.demo import DemoPortal, DemoTrouble, demo_trouble

if TYPE_CHECKING:
    from app.account.model import ProfileInfo
    from app.portal.wire import DeviceStart
    from app.services import Office


class Entrance:
    """Leads a person into a profile. `on_code` hears the recovery code of a new one."""

    def __init__(
        self,
        say: Callable[[FromWorker], None],
        clock: Clock,
        demo: DemoPortal,
        on_code: Callable[[str], None],
    ) -> None:
        self._say = say
        self._clock = clock
        self._demo = demo
        self._on_code = on_code

    def sign_in(self, office: Office, asked: SignIn, token: CancelToken) -> ProfileInfo:
        """Sign in as the person asked; the window can show and copy the browser's address."""

        def open_browser(url: str) -> None:
            self._say(BrowserOpened(task=asked.task, url=url))
            if not open_in_browser(url):
                self._say(BrowserOpened(task=asked.task, url=url, opened=False))

        def show_device(start: DeviceStart) -> None:
            self._say(
                DeviceShown(
                    task=asked.task,
                    code=start.user_code,
                    address=start.verification_uri,
                    complete=start.verification_uri_complete or "",
                    expires_at=self._clock.now() + timedelta(seconds=start.expires_in),
                )
            )

        return office.sign_in(
            asked.address,
            name=asked.profile_name,
            method="device" if asked.method is SignInMethod.DEVICE else "browser",
            profile_id=asked.profile_id,
            open_browser=open_browser,
            show_device=show_device,
            on_recovery_code=self._on_code,
            cancel=token,
        )

    def start_demo(
        self, office: Office, orders: int, token: CancelToken, report: Report
    ) -> ProfileInfo:
        """Start the embedded portal and sign its demo account in, without asking."""
        report(Progress(_("Starting the demo"), 0))
        known, address = self._demo_portal(office, orders, token)
        failures: list[OSError] = []

        def visit(url: str) -> None:
            def failed(error: OSError) -> None:
                failures.append(error)
                token.cancel()

            self._demo.visit(url, failed)

        try:
            return office.sign_in(
                address,
                name=_("Demo"),
                method="browser",
                profile_id=known,
                open_browser=visit,
                show_device=_no_device,
                on_recovery_code=self._on_code,
                cancel=token,
                demo=True,
            )
        except Cancelled:
            if failures:
                raise demo_trouble(failures[0]) from failures[0]
            raise

    def _demo_portal(
        self, office: Office, orders: int, token: CancelToken
    ) -> tuple[str | None, str]:
        """The demo's profile, if there is one that still works, and its portal's address."""
        for info in reversed(office.profiles.list()):
            if info.demo:
                with contextlib.suppress(DemoTrouble):
                    return info.id, self._demo.resume(token)
                break
        return None, self._demo.start_new(orders, token)


def _no_device(_start: DeviceStart) -> None:
    """The demo's sign-in shows no code."""

"""Makes the pages of the open profile. Each room is imported when its page is first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ui.page import Memory, Page
from ui.shell.desk import Desk

if TYPE_CHECKING:
    from ui.account.page import AccountPage
    from ui.certification.page import CertificationPage
    from ui.kit.theme import Theme


class PageMaker:
    """Knows what each page needs."""

    def __init__(
        self,
        theme: Theme,
        desk: Desk,
        memory: Memory,
        equip_account: Callable[[AccountPage], object],
        equip_certification: Callable[[CertificationPage], object],
        count_profiles: Callable[[], int],
        lock: Callable[[str, bool], object],
    ) -> None:
        self._theme = theme
        self._desk = desk
        self._memory = memory
        self._equip_account = equip_account
        self._equip_certification = equip_certification
        self._count_profiles = count_profiles
        self._lock = lock

    def make(self, key: str) -> Page:
        """The page with this key. Raises LookupError where no profile is open."""
        desk = self._desk
        if desk.rooms is None or desk.profile is None:
            raise LookupError("a page without a profile")
        match key:
            case "orders":
                from ui.orders.page import OrdersPage  # noqa: PLC0415

                return OrdersPage(
                    self._theme, desk.jobs, desk.rooms.orders, desk.clock, self._memory
                )
            case "deadlines":
                from ui.deadlines.page import DeadlinesPage  # noqa: PLC0415

                return DeadlinesPage(
                    self._theme,
                    desk.jobs,
                    desk.clock,
                    desk.profile,
                    self._memory,
                    profiles=self._count_profiles(),
                )
            case "terms":
                from ui.terms.page import TermsPage  # noqa: PLC0415

                terms = TermsPage(self._theme, desk.jobs, desk.clock, desk.profile, self._memory)
                terms.send_wanted.connect(partial(desk.send_queued, hurry=True))
                return terms
            case "licenses":
                from ui.licenses.page import LicensesPage  # noqa: PLC0415

                licenses = LicensesPage(
                    self._theme, desk.jobs, desk.clock, desk.profile, self._memory, desk.link
                )
                licenses.send_wanted.connect(partial(desk.send_queued, hurry=True))
                return licenses
            case "notices":
                from ui.notices.page import NoticesPage  # noqa: PLC0415

                notices = NoticesPage(
                    self._theme, desk.jobs, desk.clock, desk.profile, self._memory
                )
                notices.send_wanted.connect(partial(desk.send_queued, hurry=True))
                return notices
            case "support":
                from ui.support.page import SupportPage  # noqa: PLC0415

                page = SupportPage(
                    self._theme, desk.jobs, desk.clock, desk.profile, self._memory, desk.link
                )
                page.send_wanted.connect(partial(desk.send_queued, hurry=True))
                page.lock_wanted.connect(self._lock)
                return page
            case "certification":
                from ui.certification.page import CertificationPage  # noqa: PLC0415

                certification = CertificationPage(
                    self._theme, desk.jobs, desk.clock, desk.profile, self._memory, desk.link
                )
                certification.send_wanted.connect(partial(desk.send_queued, hurry=True))
                self._equip_certification(certification)
                return certification
            case "outbox":
                from ui.outbox.page import OutboxPage  # noqa: PLC0415

                outbox = OutboxPage(self._theme, desk.jobs, desk.clock, desk.profile, self._memory)
                desk.link.received.connect(outbox.hear)
                outbox.send_wanted.connect(partial(desk.send_queued, hurry=True))
                return outbox
            case "account":
                from ui.account.page import AccountPage  # noqa: PLC0415

                account = AccountPage(self._theme, desk.jobs, desk.clock, desk.profile, desk.link)
                account.send_wanted.connect(partial(desk.send_queued, hurry=False))
                self._equip_account(account)
                return account
            case _:
                from ui.overview.page import OverviewPage  # noqa: PLC0415

                return OverviewPage(self._theme, desk.jobs, desk.clock)

"""Joins desk and window: what the desk tells becomes pages, banners, footer; wishes go back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.messages import ProfileLocked, VaultTrouble
from app.base.text import _, ngettext
from ui.kit.banners import BannerTone
from ui.kit.theme import Theme
from ui.link import LinkState, state_words
from ui.page import Memory
from ui.shell.actions import Actions
from ui.shell.counts import Counter, Figures
from ui.shell.desk import Desk
from ui.shell.locking import Locking
from ui.shell.pages import PageMaker
from ui.shell.window import MainWindow

if TYPE_CHECKING:
    from ui.shell.first_run import FirstRun

_HOME = "overview"
_VAULT_CODES = "CP-21"


class Control(QObject):
    """Has no state of its own but what is shown instead of pages."""

    first_run_shown = Signal()

    def __init__(
        self, theme: Theme, desk: Desk, window: MainWindow, actions: Actions, memory: Memory
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._desk = desk
        self._window = window
        self._actions = actions
        self._memory = memory
        self._instead: QWidget | None = None
        self._sure = False
        self.counter = Counter(desk, self)
        self.locking = Locking(desk, memory, self)
        maker = PageMaker(
            theme,
            desk,
            memory,
            actions.equip_account,
            actions.equip_certification,
            lambda: len(actions.profiles()),
            self.locking.lock,
        )
        self._make = maker.make
        window.use_pages(None)
        self._connect()
        self._show_standing()

    def _connect(self) -> None:
        desk, window, actions = self._desk, self._window, self._actions
        desk.profile_opened.connect(self._profile_opened)
        desk.profile_closed.connect(self._profile_closed)
        desk.no_profile.connect(self.show_first_run)
        desk.vault_trouble.connect(self._vault_trouble)
        desk.profile_locked.connect(self.show_locked)
        self.locking.failed.connect(self._problem)
        self.locking.waiting.connect(self._lock_waits)
        desk.standing_changed.connect(self._show_standing)
        desk.tally_changed.connect(self._show_standing)
        desk.kinds_changed.connect(window.refresh)
        desk.recovery_code.connect(actions.show_recovery_code)
        desk.synced.connect(self._synced)
        desk.problem.connect(self._sync_problem)
        desk.problem_over.connect(lambda: window.strip.take_back("sync"))
        desk.work_started.connect(window.strip.follow)
        desk.link.state_changed.connect(self._link_changed)
        desk.link.failed.connect(self._problem)
        desk.jobs.failed.connect(self._problem)
        actions.problem.connect(self._problem)
        window.sync_wanted.connect(desk.sync_now)
        window.sign_in_wanted.connect(actions.sign_in_again)
        window.palette_wanted.connect(actions.open_palette)
        window.closing.connect(self._closing)
        window.navigation.brand.clicked.connect(actions.open_brand_menu)
        window.matters_changed.connect(self.counter.count_soon)
        self.counter.counted.connect(self._show_figures)

    def show_first_run(self) -> None:
        """There is no profile: offer the ways to get one."""
        from ui.shell.first_run import FirstRun  # noqa: PLC0415 - only without a profile

        self._window.use_pages(None)
        self._window.footer.set_note(_("No profile yet"))
        card = FirstRun(self._theme)
        card.sign_in_wanted.connect(self._actions.sign_in)
        card.demo_wanted.connect(partial(self._start_demo, card))
        card.restore_wanted.connect(self._actions.restore)
        card.isolated_wanted.connect(self.show_isolated)
        self._show_instead(card, _("Welcome"))
        card.sign_in.setFocus() if card.sign_in else None
        self._window.navigation.brand.set_names("Counterpart", _("No profile yet"))
        self.first_run_shown.emit()

    def show_isolated(self) -> None:
        """This computer cannot reach any portal: activate it by what is carried."""
        from ui.licenses.activate.alone import AloneTab  # noqa: PLC0415 - as above

        tab = AloneTab(self._theme, self._desk.jobs, self._desk.clock)
        tab.left.connect(self.show_first_run)
        tab.said.connect(self._window.strip_said)
        tab.problem_met.connect(lambda report: self._window.strip.tell("page", report))
        self._show_instead(tab, _("Activate this computer"))

    def _start_demo(self, card: FirstRun) -> None:
        card.set_busy(True)
        self._actions.errands.start_demo(0, partial(self._demo_failed, card))

    def _demo_failed(self, card: FirstRun, report: ProblemReport) -> None:
        card.set_busy(False)
        self._problem(report)

    def _show_instead(self, widget: QWidget, title: str) -> None:
        old, self._instead = self._instead, widget
        self._window.show_instead(widget, title)
        if old is not None:
            self._window.stack.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _profile_opened(self) -> None:
        desk, window = self._desk, self._window
        profile = desk.profile
        if profile is None:
            return
        window.use_pages(self._make)
        window.strip.take_back_all()
        window.navigation.brand.set_names(profile.vendor, profile.account or profile.name)
        window.setWindowTitle(f"{profile.account or profile.name} – Counterpart")
        note = _("in memory only") if desk.memory_only else ""
        window.footer.set_profile(profile.name, note=note)
        window.show_page(self._memory.get("page", _HOME))
        if self._instead is not None:
            window.stack.removeWidget(self._instead)
            self._instead.hide()
            self._instead.deleteLater()
            self._instead = None
        if desk.memory_only:
            self._say_memory_only()

    def _profile_closed(self) -> None:
        self._window.use_pages(None)
        self._window.strip.take_back_all()
        self._window.footer.set_profile("")

    def _say_memory_only(self) -> None:
        words = _("No keyring: this session is kept in memory and ends with the program.")
        note = self._desk.note
        if note is None:
            self._window.strip.say("memory", BannerTone.WARN, words)
            return
        self._window.strip.say(
            "memory",
            BannerTone.WARN,
            words,
            action=_("What to do"),
            act=lambda: self._window.strip.tell("note", note),
        )

    def _vault_trouble(self, trouble: VaultTrouble | None) -> None:
        strip = self._window.strip
        if trouble is None:
            strip.take_back("vault")
            return
        if self._desk.rooms is not None:
            strip.tell("vault", trouble.report, [(_("Try again"), self._desk.retry_vault)])
            return
        from ui.shell.vault_state import vault_state  # noqa: PLC0415 - only in trouble

        state = vault_state(self._theme, trouble, self._desk, self._actions)
        self._window.footer.set_note(_("Waiting for the keyring"))
        self._show_instead(state, _("Keyring"))

    def show_locked(self, locked: ProfileLocked) -> None:
        """The profile gives out no keys until somebody signs in: what is to be done till then."""
        from ui.shell.locked import LockedState  # noqa: PLC0415 - rarely needed

        state = LockedState(self._theme, locked, self._memory)
        state.sign_in_wanted.connect(lambda: self._actions.sign_in_to(locked.profile))
        state.other_profile_wanted.connect(self._actions.open_brand_menu)
        self._window.use_pages(None)
        self._window.footer.set_note(_("Profile locked"))
        self._show_instead(state, _("Locked"))
        state.sign_in.setFocus()
        self._window.navigation.brand.set_names(locked.profile.vendor, _("Locked"))

    def _lock_waits(self) -> None:
        self._window.strip.say(
            "lock",
            BannerTone.WARN,
            _("The report leaves as soon as the portal answers; then the profile is locked."),
            closable=True,
        )

    def _show_standing(self) -> None:
        desk, window = self._desk, self._window
        window.set_standing(desk.standing)
        window.footer.set_standing(desk.standing, desk.tally)
        window.navigation.set_count("outbox", desk.tally.unsent)
        if desk.rooms is None or desk.standing.signed_in:
            window.strip.take_back("sign-in")
        elif not window.strip.says("sign-in"):
            window.strip.say(
                "sign-in",
                BannerTone.WARN,
                _("You are signed out. Orders stay readable; nothing is fetched or sent."),
                action=_("Sign in…"),
                act=self._actions.sign_in_again,
            )

    def _show_figures(self, figures: Figures) -> None:
        for key, count in figures._asdict().items():
            self._window.navigation.set_count(key, count)

    def _synced(self, message: object) -> None:
        self._window.strip.take_back("sync")
        result = getattr(message, "result", None)
        if result is not None and result.set_aside:
            self._window.strip.say(
                "set-aside",
                BannerTone.WARN,
                ngettext(
                    "{n} record could not be read and was set aside; all others are here.",
                    "{n} records could not be read and were set aside; all others are here.",
                    result.set_aside,
                ).format(n=result.set_aside),
                closable=True,
            )

    def _sync_problem(self, report: ProblemReport) -> None:
        self._window.strip.tell("sync", report, [(_("Try again"), self._desk.sync_now)])

    def _problem(self, report: ProblemReport) -> None:
        if report.code.startswith(_VAULT_CODES):
            # Whoever met it, it is over for all when the keys come.
            actions = [(_("Try again"), self._desk.retry_vault)]
            self._window.strip.tell("vault", report, actions)
            return
        self._window.strip.tell(f"problem {report.code}", report)

    def _link_changed(self, state: LinkState) -> None:
        window = self._window
        words = state_words(state)
        match state:
            case LinkState.RUNNING:
                if window.strip.says("worker"):
                    window.strip.say(
                        "worker",
                        BannerTone.OK,
                        _("The background worker runs again."),
                        closable=True,
                    )
            case LinkState.STOPPED:
                window.strip.say(
                    "worker",
                    BannerTone.DANGER,
                    words,
                    action=_("Start it again"),
                    act=self._desk.link.restart,
                )
            case _:
                window.strip.say("worker", BannerTone.WARN, words)

    def show_crash(self, report: ProblemReport, path: Path | None) -> None:
        """A bug was caught and its report saved."""
        self._actions.say_crash(report, path)

    def _closing(self, event: QCloseEvent) -> None:
        """A session in memory ends with the program: unsent items would be lost, so ask."""
        unsent = self._desk.tally.unsent
        if self._sure or not (self._desk.memory_only and unsent):
            event.accept()
            return
        event.ignore()
        from ui.kit.dialogs import ConfirmDialog  # noqa: PLC0415

        dialog = ConfirmDialog(
            self._theme,
            _("End this session?"),
            ngettext(
                "{n} item was not sent. This session is kept in memory only: it is lost when the"
                " program ends.",
                "{n} items were not sent. This session is kept in memory only: they are lost when"
                " the program ends.",
                unsent,
            ).format(n=unsent),
            _("End and lose them"),
            danger=True,
            parent=self._window,
        )
        dialog.accepted.connect(self._close_for_sure)
        self._actions.open_dialog(dialog)

    def _close_for_sure(self) -> None:
        self._sure = True
        self._window.close()

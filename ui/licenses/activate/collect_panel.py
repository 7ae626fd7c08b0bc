"""The panel below the table where files come in: dropped, chosen, or read from pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _, ngettext
from app.licenses.batches.model import Collected, Unread
from ui.kit.banners import Banner, BannerTone
from ui.kit.buttons import Button
from ui.kit.cards import Entry
from ui.kit.dialogs import Dialog
from ui.kit.dropping import DropArea
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_SHOWN = 200


class CollectPanel(Panel):
    """What came of the last reading stands above the place to drop files on."""

    chosen = Signal(object)
    unread_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        words: str,
        *,
        more: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, Token.SURFACE, edges="top", parent=parent)
        self._theme_ = theme
        filters = _("Files of hosts") + " (*.json *.png *.jpg *.jpeg)"
        self.area = DropArea(theme, title, words, filters=filters, more=more)
        self.area.chosen.connect(self.chosen)
        self.unread: tuple[Unread, ...] = ()
        self.banner: Banner | None = None
        self._stack = column(self.area, spacing=Space.S)
        self._stack.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(self._stack)

    def show_collected(self, found: Collected) -> None:
        """Say what came of it: what is unusable is one click away."""
        self.unread = found.unread
        tone = BannerTone.WARN if found.unread else BannerTone.OK
        icon = Icon.WARNING if found.unread else None
        action = _("Show") if found.unread else ""
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
        self.banner = Banner(
            self._theme_, tone, collected_words(found), action=action, icon=icon, closable=True
        )
        self.banner.acted.connect(self.unread_wanted)
        self.banner.closed.connect(self.banner.hide)
        self._stack.insertWidget(0, self.banner)


def collected_words(found: Collected) -> str:
    """What came of reading files, in a sentence."""
    parts = []
    if found.unread:
        parts.append(
            ngettext(
                "{count} file cannot be used.", "{count} files cannot be used.", len(found.unread)
            ).format(count=len(found.unread))
        )
    if found.added:
        parts.append(
            ngettext("{count} host added.", "{count} hosts added.", found.added).format(
                count=found.added
            )
        )
    if found.known:
        parts.append(
            ngettext("{count} was known.", "{count} were known.", found.known).format(
                count=found.known
            )
        )
    return " ".join(parts) or _("There was nothing in these files.")


class UnreadDialog(Dialog):
    """Each file that cannot be used, why, and what to do."""

    def __init__(self, theme: Theme, unread: Sequence[Unread], *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Files that cannot be used"), parent=parent, width=600)
        content = QWidget()
        rows = column(spacing=0)
        for number, one in enumerate(unread[:_SHOWN]):
            if number:
                rows.addWidget(Hairline(theme))
            rows.addWidget(
                Entry(theme, Icon.WARNING, f"{one.name}: {one.title}", one.words, tone=Token.WARN)
            )
            if one.next_step:
                step = Label(theme, one.next_step, TextStyle.META, Token.TEXT2, wrap=True)
                rows.addLayout(row(46, step, margins=(0, 0, Space.L, Space.S), spacing=0))
        rows.addStretch(1)
        content.setLayout(rows)
        pane = ScrollPane(theme, content)
        pane.setMinimumHeight(min(420, 24 + len(unread) * (Size.ENTRY + 28)))
        self.body.addWidget(pane, 1)
        if len(unread) > _SHOWN:
            self.note.setText(
                _("The first {shown} of {all}.").format(shown=_SHOWN, all=f"{len(unread):n}")
            )
        self.add_cancel(_("Close")).setDefault(True)

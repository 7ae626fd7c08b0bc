"""What is shown in place of pages while the keyring does not give the keys."""

from __future__ import annotations

from functools import partial

from app.base.messages import VaultTrouble
from app.base.text import _, ngettext
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Entry
from ui.kit.icons import Icon
from ui.kit.states import EmptyState
from ui.kit.theme import Theme
from ui.kit.tokens import Token
from ui.shell.actions import Actions
from ui.shell.desk import Desk


def vault_state(theme: Theme, trouble: VaultTrouble, desk: Desk, actions: Actions) -> EmptyState:
    """Say what is wrong and offer every way on: again, the recovery code, starting over."""
    report, profile_id = trouble.report, trouble.profile_id
    said = " ".join(part for part in (report.explanation, report.kept, report.next_step) if part)
    lost = trouble.key_lost and profile_id is not None
    state = EmptyState(
        theme,
        Icon.LOCK,
        report.title,
        said,
        primary=_("Enter the recovery code…") if lost else _("Try again"),
        secondary=_("Try again") if lost else "",
        note=report.code,
        icon_tone=Token.WARN,
    )
    again = state.secondary if lost else state.primary
    if again:
        again.clicked.connect(desk.retry_vault)
    if not lost or profile_id is None:
        return state
    if state.primary:
        state.primary.clicked.connect(partial(actions.recover, profile_id))
    over = Button(theme, _("Start over…"), ButtonKind.QUIET, small=True)
    over.clicked.connect(partial(actions.ask_start_over, profile_id, trouble.lost))
    count = len(trouble.lost)
    state.add_entry(
        Entry(
            theme,
            Icon.HISTORY,
            _("Go on without the old records"),
            ngettext(
                "{n} record made here cannot be opened then; orders are fetched again",
                "{n} records made here cannot be opened then; orders are fetched again",
                count,
            ).format(n=count)
            if count
            else _("Nothing of yours is lost: only orders were kept, and they are fetched again"),
            trailing=(over,),
        )
    )
    return state

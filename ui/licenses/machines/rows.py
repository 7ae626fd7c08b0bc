"""The rows of the machines: cells, columns, what is searched, how they are sorted."""

from __future__ import annotations

from app.base.dates import day_words, deadline_words, local
from app.base.text import _
from app.licenses.views.model import HostedBy, MachineView
from app.licenses.views.words import host_word, host_words, state_words
from ui.kit.cells import Cell, Column
from ui.kit.tokens import Token
from ui.licenses.looks import NOTHING, machine_look


def columns() -> tuple[Column, ...]:
    """As wide as their longest usual value; the license takes the rest."""
    hosts = "\n".join(host_word(one) for one in HostedBy)
    return (
        Column("name", _("Machine"), sample="ham-gateway-01"),
        Column("license", _("License"), stretch=True, least=116),
        Column("host", _("Hosted by"), sample=hosts),
        Column("file", _("File is stale"), sample="Wed 30 Nov 2026, 23:59 CEST"),
        Column("state", _("State"), sample=_("Given back"), icon=True, narrow=False),
        Column("order", _("Order"), sample="KB-100353", narrow=False),
        Column("instance", _("Instance"), sample=_("Not production"), narrow=False),
        Column("activated", _("Activated"), sample="28 Nov 2026", narrow=False),
    )


def row_cells(one: MachineView) -> tuple[Cell, ...]:
    """The cells of a machine; one that is no longer active stands back."""
    look = machine_look(one)
    tone = Token.TEXT if one.active else Token.TEXT2
    ends = one.file_expires_at if one.active else None
    unsaid = one.hosted_by is HostedBy.UNKNOWN
    return (
        Cell(one.name, tone=tone, weight=500 if one.active else 400),
        Cell(one.license_name, link=True),
        Cell(host_word(one.hosted_by), tone=Token.TEXT2 if unsaid else tone),
        Cell(deadline_words(ends) if ends else NOTHING, tone=tone),
        Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone),
        Cell(one.order_number or NOTHING, tone=tone, link=bool(one.order_number)),
        Cell(_("Production") if one.production else _("Not production"), tone=tone),
        Cell(day_words(local(one.activated_at)) if one.activated_at else NOTHING, tone=tone),
    )


def said(one: MachineView) -> str:
    """What a search looks through."""
    words = (
        one.name, one.product_name, one.license_name, one.license_id, one.order_number,
        one.fingerprint, host_words(one.hosted_by), one.hosted_words, state_words(one.state),
    )  # fmt: skip
    return " ".join(words)


def sort_key(one: MachineView, column: str) -> tuple[object, ...]:
    """What a column sorts by."""
    match column:
        case "license":
            return (one.license_name.casefold(), one.order_number, one.name.casefold())
        case "order":
            return (one.order_number, one.name.casefold())
        case "instance":
            return (not one.production, one.name.casefold())
        case "host":
            return (list(HostedBy).index(one.hosted_by), one.hosted_words.casefold())
        case "activated":
            at = one.activated_at
            return (at is None, at.timestamp() if at else 0.0)
        case "file":
            ends = one.file_expires_at if one.active else None
            return (ends is None, ends.timestamp() if ends else 0.0)
        case "state":
            return (one.state, one.name.casefold())
        case _:
            return (one.name.casefold(), one.id)

"""A statement as a certificate: what is said first, the figures, who signs, then the schedules."""

from __future__ import annotations

from app.certification.asked import Kind
from app.certification.model import Way
from app.certification.paper.deletions import deletion_verdict, deletions, is_all_deleted
from app.certification.paper.figures import Style, moment, period, zone_of
from app.certification.paper.parts import Cell, Part, Sheet, coded, strong
from app.certification.paper.schedules import schedules
from app.certification.paper.usage import findings, is_clean, left_out, usage, verdict
from app.certification.paper.wording import words
from app.certification.statement import Party, StatedSignatory, Statement
from app.documents.canonical import fingerprint
from app.documents.model import Paper

_TALL = 2000
"""Signs of a signature block that may need more than a page."""
_REPLY_TONES = {"yes": "plain", "no": "plain", "exception": "open"}


def sheet_of(statement: Statement, paper: Paper) -> Sheet:
    """What every part of the statement's pages shares."""
    style = Style(words(statement.language), zone_of(statement.zone), paper)
    return Sheet(style, statement.replaced)


def title_of(statement: Statement) -> str:
    """The title of the document."""
    key = "deletion_title" if statement.kind == Kind.DELETION else "compliance_title"
    return words(statement.language)(key)


def certificate(
    statement: Statement, paper: Paper, way: Way = Way.DIGITAL, sha256: str = ""
) -> dict[str, object]:
    """The pages of one certificate, as the template takes them.

    `sha256` is that of the canonical JSON, where it is known already. Raises NotCanonical.
    """
    sheet = sheet_of(statement, paper)
    deletes = statement.kind == Kind.DELETION
    parts = [
        _title(sheet, statement, title_of(statement)),
        _parties(sheet, statement),
        *_facts(sheet, statement),
        deletion_verdict(sheet, statement) if deletes else verdict(sheet, statement),
        sheet.paragraph(_certified(sheet, statement), size=10),
    ]
    if deletes:
        parts += deletions(sheet, statement)
    if not deletes or statement.lines:
        parts += usage(sheet, statement)
        parts += findings(sheet, statement)
    elif statement.findings:
        parts += findings(sheet, statement)
    parts += left_out(sheet, statement)
    parts += _attested(sheet, statement)
    parts += _terms(sheet, statement)
    parts += _signature(sheet, statement, way, sha256 or fingerprint(statement))
    long = bool(statement.instances or statement.users)
    parts += schedules(sheet, statement, fresh=long)
    return framed(sheet, statement, title_of(statement), parts)


def schedule_pages(statement: Statement, paper: Paper) -> dict[str, object]:
    """The schedules of a certificate alone."""
    sheet = sheet_of(statement, paper)
    title = sheet.words("schedules_title")
    parts = [
        _title(sheet, statement, title, sheet.words("schedules_subtitle")),
        _parties(sheet, statement),
        *_facts(sheet, statement),
        *schedules(sheet, statement, fresh=False),
    ]
    return framed(sheet, statement, title, parts)


def framed(sheet: Sheet, statement: Statement, title: str, parts: list[Part]) -> dict[str, object]:
    """Parts with what runs along the head and the foot of every page."""
    words = sheet.words
    foot = words("listed").join(one for one in (title, statement.id) if one)
    return {
        "mark": words("rehearsal") if statement.rehearsal else "",
        "running": sheet.line(statement.customer.name, sheet.room / 2, 7.8),
        "confidential": words("confidential"),
        "foot": sheet.line(foot, sheet.room * 0.75, 7.8),
        "page": words("page"),
        "parts": parts,
    }


def _title(sheet: Sheet, statement: Statement, title: str, subtitle: str = "") -> Part:
    kind = "deletion" if statement.kind == Kind.DELETION else "compliance"
    return {
        "kind": "title",
        "text": title,
        "subtitle": subtitle or sheet.words(f"{kind}_subtitle"),
        "mark": sheet.words("rehearsal_words") if statement.rehearsal else "",
        "id": sheet.text(sheet.words("certificate_number", id=statement.id)),
    }


def _parties(sheet: Sheet, statement: Statement) -> Part:
    room = sheet.room / 2 - 5

    def side(role: str, party: Party) -> dict[str, object]:
        number = sheet.words("party_number", number=party.number) if party.number else ""
        lines = [*party.address, number]
        return {
            "role": sheet.words(role),
            "name": sheet.text(party.name, room, 11.5),
            "lines": [sheet.text(one, room, 9) for one in lines if one],
        }

    sides = [side("customer", statement.customer), side("vendor", statement.vendor)]
    return {"kind": "parties", "sides": sides}


def _facts(sheet: Sheet, statement: Statement) -> list[Part]:
    words, style = sheet.words, sheet.style
    asked = statement.request
    rows = [
        (words("as_of"), moment(style, statement.as_of)),
        (
            words("period_label"),
            period(style, statement.period_start, statement.period_end) or words("period_none"),
        ),
    ]
    if asked is None:
        rows.append((words("request"), words("request_none")))
    else:
        issued = moment(style, asked.issued_at)
        rows += [
            (words("request"), words("request_of", id=asked.id, moment=issued)),
            (words("due"), moment(style, asked.due_at) or words("due_none")),
            (words("reason"), asked.reason),
        ]
    rows.append((words("made"), moment(style, statement.made_at)))
    room = sheet.room / 3 - 5
    shown = [[label, sheet.text(value, room)] for label, value in rows if value]
    return [{"kind": "facts", "rows": shown, "widths": [1, 1, 1]}]


def _certified(sheet: Sheet, statement: Statement) -> str:
    if statement.kind == Kind.DELETION:
        key = "certify_deleted" if is_all_deleted(statement) else "certify_deleted_except"
    else:
        key = "certify_clean" if is_clean(statement) else "certify_except"
    return sheet.words(
        key,
        customer=statement.customer.name,
        vendor=statement.vendor.name,
        as_of=moment(sheet.style, statement.as_of),
    )


def _attested(sheet: Sheet, statement: Statement) -> list[Part]:
    if not statement.attestations:
        return []
    words = sheet.words
    room = sheet.room - 17 - 26 - 4
    rows = [
        {
            "clause": sheet.text(words.clause(one.clause), 17),
            "statement": sheet.text(words.said(one.statement), room, 9),
            "text": sheet.text(one.text, room - 3, 9),
            "reply": words.of("replies", one.reply),
            "tone": _REPLY_TONES.get(one.reply, "plain"),
        }
        for one in statement.attestations
    ]
    head = [words("col_clause"), words("col_statement"), words("col_reply")]
    return [sheet.heading(words("attested")), {"kind": "answers", "rows": rows, "head": head}]


def _terms(sheet: Sheet, statement: Statement) -> list[Part]:
    if not statement.terms:
        return []
    words = sheet.words
    rows: list[list[Cell]] = [
        [
            strong(one.label or one.id, small=[one.id] if one.label else ()),
            coded(
                words("listed").join(one.orders) or words("all_orders"),
                f"{words('hash')} {one.sha256}" if one.sha256 else "",
            ),
        ]
        for one in statement.terms
    ]
    return [
        sheet.heading(words("terms")),
        sheet.remark(words("terms_words"), leads=True),
        sheet.table((words("col_terms"), words("col_orders")), rows, (58, 0)),
    ]


def _signature(sheet: Sheet, statement: Statement, way: Way, sha256: str) -> list[Part]:
    words = sheet.words
    customer = statement.customer.name
    second = statement.countersignatory
    ruled = way is Way.PAPER
    room = sheet.room if second is None else sheet.room / 2 - 4
    blocks = [_block(sheet, words("signed_for", customer=customer), statement.signatory, room, way)]
    if second is not None:
        title = words("countersigned_for", customer=customer)
        blocks.append(_block(sheet, title, second, room, way))
    part: Part = {
        "kind": "signature",
        "text": words("by_hand" if ruled else "digital"),
        "blocks": blocks,
        "tall": len(str(blocks)) > _TALL,
        "data": words("data"),
        "sha256": sha256,
    }
    return [sheet.heading(words("signature")), part]


def _block(
    sheet: Sheet, title: str, who: StatedSignatory, width: float, way: Way
) -> dict[str, object]:
    words = sheet.words
    room = width - 9 - 32
    authority = words.of("authorities", who.authority)
    rows = [
        (words("name"), who.name),
        (words("title"), who.title),
        (words("authority"), authority),
        (words("place"), who.place),
    ]
    if way is Way.PAPER:
        rows = [(words("sign_here"), ""), *rows, (words("date"), "")]
    keep = way is Way.PAPER
    return {
        "title": sheet.text(title, width - 10),
        "ruled": keep,
        "rows": [
            [label, sheet.text(value, room)]
            for label, value in rows
            if value or keep or label == words("name")
        ],
    }

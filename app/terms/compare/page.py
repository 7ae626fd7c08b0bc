"""A comparison as one HTML file: to be read, printed and kept, without scripts or remote parts.

Every text of the documents is escaped, its control characters made visible, and isolated, so that
it can neither become markup nor turn the direction of what stands beside it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from app import __version__
from app.base.clock import Clock
from app.base.dates import day_words, deadline_words, local
from app.base.files import replacing
from app.base.text import _, catalog
from app.deadlines.words import clause_name
from app.terms.changes import (
    ChangeKind,
    ClauseChange,
    Comparison,
    Mark,
    Piece,
    RuleChange,
    Touched,
)
from app.terms.compare.page_style import style
from app.terms.compare.phrases import (
    Run,
    kind_words,
    name_of,
    runs,
    same_words,
    summary_words,
)
from app.terms.model import Version

_RTL = frozenset({"ar", "fa", "he", "ur"})
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_UNSEEN = frozenset(range(0x202A, 0x202F)) | frozenset(range(0x2066, 0x206A))
"""Marks that turn the direction of what follows."""


def write(
    path: Path,
    comparison: Comparison,
    old: Version,
    new: Version,
    touched: Sequence[Touched],
    clock: Clock,
) -> None:
    """Write the page in the place of `path`, all of it or nothing. Raises as `replacing` does."""
    with replacing(path) as stream:
        for part in _page(comparison, old, new, touched, clock):
            stream.write(part.encode("utf-8"))


def _page(
    comparison: Comparison,
    old: Version,
    new: Version,
    touched: Sequence[Touched],
    clock: Clock,
) -> Iterator[str]:
    language = catalog().info().get("language", "") or "en"
    direction = "rtl" if language.partition("_")[0] in _RTL else "ltr"
    title = _("{old} and {new} compared").format(old=_named(old), new=_named(new))
    yield f'<!DOCTYPE html>\n<html lang="{_text(language.replace("_", "-"))}" dir="{direction}">\n'
    yield '<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_text(_POLICY)}">\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f"<title>{_text(title)}</title>\n<style>\n{style()}</style>\n</head>\n<body>\n<main>\n"
    yield f"<h1>{_bdi(title)}</h1>\n<p>{_text(summary_words(comparison.counts))}</p>\n"
    yield from _legend()
    yield from _rules(comparison.rules)
    yield from _orders(touched)
    yield from _contents(comparison.clauses)
    yield from _clauses(comparison.clauses, old, new)
    yield from _texts(old, new, clock)
    yield "</main>\n</body>\n</html>\n"


def _legend() -> Iterator[str]:
    yield f'<p class="legend">{_text(_("How to read it:"))} '
    yield f"<del>{_text(_('removed words'))}</del> <ins>{_text(_('added words'))}</ins></p>\n"


def _rules(rules: Sequence[RuleChange]) -> Iterator[str]:
    if not rules:
        return
    yield f"<h2>{_text(_('What this means for you'))}</h2>\n"
    heads = (_("Value"), _("Until now"), _("New"), _("Clause"))
    yield from _table(
        heads,
        (
            (
                rule.title,
                rule.old_words,
                rule.new_words,
                clause_name(rule.new_clause or rule.old_clause) or "—",
            )
            for rule in rules
        ),
    )


def _orders(touched: Sequence[Touched]) -> Iterator[str]:
    if not touched:
        return
    yield f"<h2>{_text(_('Orders it touches'))}</h2>\n"
    heads = (_("Order"), _("Product"), _("From"), _("What changes"))
    yield from _table(
        heads,
        ((t.order_number, t.product, day_words(local(t.at).date()), t.words) for t in touched),
    )


def _table(heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield "<table>\n<thead><tr>"
    yield from (f'<th scope="col">{_text(head)}</th>' for head in heads)
    yield "</tr></thead>\n<tbody>\n"
    for first, *others in rows:
        yield f'<tr><th scope="row">{_bdi(first)}</th>'
        yield from (f"<td>{_bdi(cell)}</td>" for cell in others)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n"


def _contents(changes: Sequence[ClauseChange]) -> Iterator[str]:
    shown = [(at, c) for at, c in enumerate(changes) if c.kind is not ChangeKind.SAME]
    if not shown:
        return
    name = _text(_("Clauses that differ"))
    yield f'<nav aria-label="{name}">\n<h2>{name}</h2>\n<ul>\n'
    for at, change in shown:
        yield f'<li><a href="#change-{at}">{_bdi(name_of(change))}</a> '
        yield f"<small>{_text(kind_words(change))}</small></li>\n"
    yield "</ul>\n</nav>\n"


def _clauses(changes: Sequence[ClauseChange], old: Version, new: Version) -> Iterator[str]:
    yield f"<h2>{_text(_('The clauses'))}</h2>\n"
    yield f'<div class="pair names"><div>{_bdi(_named(old))}</div><div>{_bdi(_named(new))}</div>'
    yield "</div>\n"
    for run in runs(changes):
        if run.same:
            yield from _folded(changes, run, new)
        else:
            yield from _clause(changes[run.first], run.first, old, new)


def _folded(changes: Sequence[ClauseChange], run: Run, new: Version) -> Iterator[str]:
    yield f"<details><summary>{_bdi(same_words(changes, run))}</summary>\n"
    for change in changes[run.first : run.last + 1]:
        yield f"<h3>{_bdi(name_of(change))}</h3>\n{_body(change.new, new)}\n"
    yield "</details>\n"


def _clause(change: ClauseChange, at: int, old: Version, new: Version) -> Iterator[str]:
    yield f'<section class="{change.kind.value}" aria-labelledby="change-{at}">\n'
    yield f'<h3 id="change-{at}">{_bdi(name_of(change))} '
    yield f"<small>{_text(kind_words(change))}</small></h3>\n"
    if change.old_id and change.new_id and change.old_title != change.new_title:
        titles = ((change.old_title, Mark.REMOVED), (change.new_title, Mark.ADDED))
        marked = " ".join(_piece(Piece(title, mark)) for title, mark in titles if title)
        yield f"<p>{marked}</p>\n"
    yield '<div class="pair">'
    for there, pieces, version in (
        (change.old_id, change.old, old),
        (change.new_id, change.new, new),
    ):
        missing = f'<p class="none">{_text(_("Not in this version"))}</p>'
        yield _body(pieces, version) if there else missing
    yield "</div>\n</section>\n"


def _body(pieces: Sequence[Piece], version: Version) -> str:
    language = f' lang="{_text(version.language)}"' if version.language else ""
    return f'<p class="text" dir="auto"{language}>{"".join(map(_piece, pieces))}</p>'


def _piece(piece: Piece) -> str:
    match piece.mark:
        case Mark.ADDED:
            return f"<ins>{_text(piece.text)}</ins>"
        case Mark.REMOVED:
            return f"<del>{_text(piece.text)}</del>"
        case _:
            return _text(piece.text)


def _texts(old: Version, new: Version, clock: Clock) -> Iterator[str]:
    yield f"<footer>\n<h2>{_text(_('The texts'))}</h2>\n"
    heads = (_("Text"), _("In force from"), _("SHA-256"))
    yield from _table(
        heads,
        (
            (
                _named(version),
                day_words(local(version.effective_from).date()) if version.effective_from else "—",
                version.sha256 or "—",
            )
            for version in (old, new)
        ),
    )
    made = _("Made by Counterpart {version} on {moment}.").format(
        version=__version__, moment=deadline_words(clock.now())
    )
    yield f"<p>{_text(made)}</p>\n</footer>\n"


def _named(version: Version) -> str:
    if not version.label:
        return version.title
    return _("{title}, version {label}").format(title=version.title, label=version.label)


def _clause_of(rule: RuleChange) -> str:
    return clause_name(rule.new_clause or rule.old_clause) or "—"


def _bdi(text: str) -> str:
    return f"<bdi>{_text(text)}</bdi>"


def _text(text: str) -> str:
    """`text` escaped for content and attributes; what cannot be shown as a replacement sign."""
    return html.escape("".join(map(_shown, text)))


def _shown(character: str) -> str:
    code = ord(character)
    hidden = (code < 0x20 and character not in "\t\n") or 0x7F <= code < 0xA0
    if hidden or code in _UNSEEN or 0xD800 <= code < 0xE000:
        return "\N{REPLACEMENT CHARACTER}"
    return character

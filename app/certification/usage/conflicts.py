"""Where sources contradict each other, a sentence each; nothing is settled silently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.base.text import _, ngettext
from app.certification.usage.belongs import unknown_sentences
from app.certification.usage.gathering import Gathered, key_of
from app.certification.usage.look import Reason
from app.certification.usage.model import Belongs, SourceKind
from app.certification.usage.rules import CountRules
from app.certification.usage.settling import Settled

MOST = 20
"""So many sentences of one kind are said; of the others only the number."""

_TOTALS = frozenset({SourceKind.REPORT, SourceKind.STORAGE})
_DETAILS = frozenset({SourceKind.FILE, SourceKind.MACHINES, SourceKind.USERS})


def conflicts(found: Gathered, settled: Settled, rules: CountRules) -> tuple[str, ...]:
    """All contradictions of a figure, the same whatever the order of its sources."""
    titles = {key: part.source.title for key, part in found.parts.items()}
    said: list[str] = []
    for some in (
        _quantities(settled, titles),
        _left_out_elsewhere(found, settled, titles),
        _one_machine_two_names(found, settled),
        _with_and_without_domain(settled),
        _counted_in_two_ways(found, titles),
        _units(settled),
        _unknown(settled, rules),
    ):
        said += _few(some)
    return tuple(said)


def _few(sentences: Iterable[str]) -> list[str]:
    found = list(sentences)
    if len(found) <= MOST:
        return found
    rest = len(found) - MOST
    more = ngettext("and {n} more like these", "and {n} more like these", rest)
    return [*found[:MOST], more.format(n=f"{rest:,}")]


def _unknown(settled: Settled, rules: CountRules) -> list[str]:
    if settled.plain:
        return []
    open_ = [one for one in settled.rows() if one.belongs is Belongs.UNKNOWN]
    return unknown_sentences(open_, rules)


def _quantities(settled: Settled, titles: dict[str, str]) -> Iterator[str]:
    for told in settled.disagreed:
        figures = ", ".join(
            _("{quantity} in {source}, row {row}").format(
                quantity=f"{row.quantity:,f}", source=titles[source_id], row=f"{row.row:,}"
            )
            for source_id, row in told[:5]
        )
        yield _("{name}: {figures}; the highest counts").format(
            name=told[0][1].name, figures=figures
        )


def _left_out_elsewhere(found: Gathered, settled: Settled, titles: dict[str, str]) -> Iterator[str]:
    """Names that one source counts and another says do not count."""
    said: set[tuple[str, str, str]] = set()
    for source_id, part in found.parts.items():
        for row in part.others:
            sentence = _LEFT_OUT.get(row.left_out)
            if sentence is None or not row.name:
                continue
            key = key_of(row, "")
            if key in settled.keys and key not in part.things:
                said.add((row.name, titles[source_id], row.left_out))
    for name, title, reason in sorted(said):
        yield _LEFT_OUT[reason]().format(name=name, source=title)


_LEFT_OUT: dict[str, Callable[[], str]] = {
    Reason.NOT_ACTIVE.value: lambda: _(
        "{name} is not active in {source}, and in use elsewhere; it counts"
    ),
    Reason.NOT_PRODUCTION.value: lambda: _(
        "{name} is no production instance in {source}, and counted as one elsewhere; it counts"
    ),
    Reason.PRODUCTION.value: lambda: _(
        "{name} is a production instance in {source}, and counted as another elsewhere; it counts"
    ),
}


def _one_machine_two_names(found: Gathered, settled: Settled) -> Iterator[str]:
    if not any(part.marked for part in found.parts.values()):
        return
    names: dict[str, set[str]] = {}
    for row in [one for one in settled.rows() if one.fingerprint]:
        names.setdefault(row.fingerprint, set()).add(row.name)
    for some in sorted(sorted(one) for one in names.values() if len(one) > 1):
        yield _("{names} have one fingerprint and may be one machine; each counts").format(
            names=", ".join(some)
        )


def _with_and_without_domain(settled: Settled) -> Iterator[str]:
    short = [key for key in settled.keys if "." not in key]
    if not short or len(short) == len(settled.keys):
        return
    plain = {key for key in short if "@" not in key}
    pairs = sorted(
        (key.partition(".")[0], key)
        for key in settled.keys - set(short)
        if "@" not in key and key.partition(".")[0] in plain
    )
    if pairs:
        yield ngettext(
            "{n} name stands there with and without its domain ({short} and {long}); both count",
            "{n} names stand there with and without their domain ({short} and {long}); both count",
            len(pairs),
        ).format(n=f"{len(pairs):,}", short=pairs[0][0], long=pairs[0][1])


def _counted_in_two_ways(found: Gathered, titles: dict[str, str]) -> Iterator[str]:
    """A total and single things of one figure: the same use may be in both."""
    some = [part for part in found.parts.values() if part.things]
    totals = sorted(titles[p.source.id] for p in some if p.source.kind in _TOTALS)
    details = sorted(titles[p.source.id] for p in some if p.source.kind in _DETAILS)
    if totals and details:
        yield _(
            "{totals} gives a total and {details} single names; they are added, although both may "
            "count the same use: keep one of them"
        ).format(totals=totals[0], details=details[0])
    elif len({p.source.kind for p in some if p.source.kind in _TOTALS}) > 1:
        yield _(
            "{first} and {second} both give a total; they are added, although both may count the "
            "same use: keep one of them"
        ).format(first=totals[0], second=totals[1])


def _units(settled: Settled) -> Iterator[str]:
    for unit, rows in sorted(settled.foreign.items()):
        yield ngettext(
            "{n} row is in “{unit}”, which cannot become {wanted}; its figure is taken as {wanted}",
            "{n} rows are in “{unit}”, which cannot become {wanted}; their figures are taken as "
            "{wanted}",
            rows,
        ).format(n=f"{rows:,}", unit=unit, wanted=settled.unit or _("another unit"))

"""What a mapping leaves open for a file, pure: questions with their choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.base.text import _
from app.certification.usage.answering import NOT_KNOWN, answered, given
from app.certification.usage.guessing import kind_of
from app.certification.usage.look import (
    Choice,
    Column,
    Look,
    LookQuestion,
    Metric,
    Product,
    QuestionKind,
)
from app.certification.usage.meaning import Meaning
from app.certification.usage.model import Belongs, Environment, Mapping
from app.certification.usage.products import match
from app.certification.usage.units import bytes_of
from app.certification.usage.vocabulary import ACTIVE, INACTIVE, NO, YES, plain_value
from app.certification.usage.words import belongs_words

__all__ = ["answered", "given", "questions"]

_UNITS = ("B", "KB", "MB", "GB", "TB", "PB", "GiB", "TiB")


def questions(look: Look, mapping: Mapping) -> tuple[LookQuestion, ...]:
    """Everything to decide, what blocks first."""
    found = [
        *_missing(look, mapping),
        *_which_product(look, mapping),
        *_metric(look, mapping),
        *_unit(look, mapping),
        *_ambiguous(look, mapping),
        *_products(look, mapping),
        *_values(look, mapping),
        *_states(look, mapping),
        *_nameless(look, mapping),
        *_sheet(look, mapping),
    ]
    return tuple(sorted(found, key=lambda one: not one.blocks))


def _column(look: Look, title: str) -> Column | None:
    return next((one for one in look.columns if one.title == title), None)


def _missing(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    here = {one.title for one in look.columns}
    for member, title in [*mapping.columns.items(), *(("", t) for t in mapping.counts_if)]:
        if title not in here:
            yield LookQuestion(
                kind=QuestionKind.MISSING_COLUMN,
                text=_("This file has no column “{title}”. Which one is it?").format(title=title),
                member=member,
                column=title,
                choices=tuple(Choice(one.title, one.title) for one in look.columns),
                blocks=True,
            )


def _which_product(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    if "product_id" in mapping.columns or mapping.fixed.get("product_id"):
        return
    yield LookQuestion(
        kind=QuestionKind.WHICH_PRODUCT,
        text=_("Which product is counted? No column says it."),
        member="product_id",
        choices=_choices(look.products),
        blocks=True,
    )


def _choices(products: Sequence[Product]) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, one.name) for one in products)


def _metric(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    if "metric" in mapping.columns or mapping.fixed.get("metric"):
        return
    named = {*mapping.products.values(), mapping.fixed.get("product_id", "")} - {""}
    metrics: dict[str, Metric] = {}
    for product in look.products:
        if not named or product.id in named:
            metrics.update({one.name: one for one in product.metrics})
    kind = kind_of(mapping)
    fitting = [one for one in metrics.values() if one.kind == kind] or list(metrics.values())
    yield LookQuestion(
        kind=QuestionKind.METRIC,
        text=_("By which metric is it counted? It has to be one that an order names."),
        member="metric",
        choices=tuple(Choice(one.name, one.name) for one in fitting),
        blocks=True,
    )


def _unit(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    """A figure of capacity without a unit could be bytes or terabytes."""
    title = mapping.columns.get("quantity", "")
    if not title or "unit" in mapping.columns or mapping.fixed.get("unit"):
        return
    wanted = mapping.fixed.get("metric", "")
    capacity = any(
        one.name == wanted and bytes_of(one.unit) is not None
        for product in look.products
        for one in product.metrics
    )
    if capacity:
        yield LookQuestion(
            kind=QuestionKind.UNIT,
            text=_("In which unit are the figures in “{title}”?").format(title=title),
            member="unit",
            column=title,
            choices=tuple(Choice(unit, unit) for unit in _UNITS),
            blocks=True,
        )


def _ambiguous(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    title = mapping.columns.get("quantity", "")
    if title in look.ambiguous_numbers and not mapping.decimal_mark:
        yield LookQuestion(
            kind=QuestionKind.DECIMALS,
            text=_("Is 1.234 in “{title}” more than a thousand, or a little more than one?").format(
                title=title
            ),
            member="decimal_mark",
            column=title,
            choices=(
                Choice(",", _("Decimal comma: 1.234,5 and 1.234 is a thousand and more")),
                Choice(".", _("Decimal point: 1,234.5 and 1.234 is a little more than one")),
            ),
            blocks=True,
        )
    title = mapping.columns.get("counted_at", "")
    if title in look.ambiguous_days and mapping.day_first is None:
        yield LookQuestion(
            kind=QuestionKind.DAYS,
            text=_("Is 03/04/2026 in “{title}” in April or in March?").format(title=title),
            member="day_first",
            column=title,
            choices=(
                Choice("true", _("3 April: the day comes first")),
                Choice("false", _("March 4: the month comes first")),
            ),
            blocks=True,
        )


def _products(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    column = _column(look, mapping.columns.get("product_id", ""))
    known = {plain_value(value) for value in mapping.products}
    ids = {one.id for one in look.products}
    for value in column.values if column is not None else ():
        if plain_value(value) in known or value in ids:
            continue
        near = match(value, look.products)
        words = _choices(look.products)
        yield LookQuestion(
            kind=QuestionKind.PRODUCT,
            text=_(
                "Which product is “{value}”? As it stands it is one that no order names."
            ).format(value=value),
            member="product_id",
            column=column.title if column else "",
            value=value,
            choices=_first(words, near.id) if near is not None else words,
        )


def _first(choices: tuple[Choice, ...], value: str) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda one: one.value != value))


def _values(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    meaning = Meaning(mapping)
    for member, unknown, choices in (
        ("environment", Environment.UNKNOWN, _environments()),
        ("belongs", Belongs.UNKNOWN, _belongings()),
    ):
        column = _column(look, mapping.columns.get(member, ""))
        chosen = {plain_value(value) for value in mapping.values.get(member, {})}
        for value in column.values if column is not None else ():
            if meaning.reader(member)(value) == unknown and plain_value(value) not in chosen:
                yield LookQuestion(
                    kind=QuestionKind.VALUE,
                    text=_("What does “{value}” in “{title}” mean?").format(
                        value=value, title=column.title if column else ""
                    ),
                    member=member,
                    column=column.title if column else "",
                    value=value,
                    choices=choices,
                )


def _environments() -> tuple[Choice, ...]:
    return (
        Choice(Environment.PRODUCTION.value, _("Production")),
        Choice(Environment.OTHER.value, _("Not production")),
        Choice(NOT_KNOWN, _("Not known: it counts as production")),
    )


def _belongings() -> tuple[Choice, ...]:
    return tuple(Choice(one.value or NOT_KNOWN, belongs_words(one)) for one in Belongs)


def _states(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    """States that neither count nor are known to be out of use."""
    for title, wanted in mapping.counts_if.items():
        column = _column(look, title)
        chosen = {plain_value(value) for value in wanted}
        for value in column.values if column is not None else ():
            plain = plain_value(value)
            if plain not in chosen and plain not in INACTIVE | NO | ACTIVE | YES:
                yield LookQuestion(
                    kind=QuestionKind.STATUS,
                    text=_(
                        "Does a row count whose “{title}” is “{value}”? Now it does not."
                    ).format(title=title, value=value),
                    member="counts_if",
                    column=title,
                    value=value,
                    choices=(Choice(value, _("It counts")), Choice("", _("It does not count"))),
                )


def _nameless(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    if "name" in mapping.columns or mapping.fixed.get("name"):
        return
    dated = "counted_at" in mapping.columns
    text = _("No column says what is counted: every row counts by itself, and none is found twice.")
    if dated:
        text = _(
            "No column says what is counted, but rows have dates. If they are figures of one thing "
            "on several days, the highest counts; else all are added."
        )
    one = Choice(look.name, _("Figures of one thing on several days"))
    each = Choice("", _("Every row counts"))
    yield LookQuestion(
        kind=QuestionKind.NAMELESS,
        text=text,
        member="name",
        choices=(one, each) if dated else (),
        blocks=False,
    )


def _sheet(look: Look, mapping: Mapping) -> Iterator[LookQuestion]:
    if len(look.sheets) > 1 and not mapping.sheet:
        yield LookQuestion(
            kind=QuestionKind.SHEET,
            text=_("The workbook has several sheets; “{sheet}” is read.").format(sheet=look.sheet),
            member="sheet",
            choices=tuple(Choice(one, one) for one in look.sheets),
        )

"""A guess of what the columns of a file hold, by their titles first and their cells second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from typing import TypeVar

import msgspec

from app.certification.usage.days import instant
from app.certification.usage.look import Metric, Product
from app.certification.usage.meaning import environment_of, text_of
from app.certification.usage.model import Environment, Mapping
from app.certification.usage.numbers import Sized, figure
from app.certification.usage.products import match
from app.certification.usage.units import bytes_of
from app.certification.usage.vocabulary import (
    ACTIVE,
    INACTIVE,
    NO,
    YES,
    is_negative_title,
    meanings,
    plain_title,
    plain_value,
    unit_of_title,
)
from app.certification.usage.words import Fault

T = TypeVar("T")
Cells = Map[str, Sequence[object]]
"""The cells of the rows looked at, by title."""

_ENOUGH = 0.6
"""The share of filled cells that have to fit."""
_KINDS = {"host": "instances", "user": "users"}
_CAPACITY = frozenset("storage speicher capacity disk size stockage kapazität größe".split())
_USERS = frozenset("users user seats benutzer nutzer plätze utilisateurs".split())
_INSTANCES = frozenset(
    "instances installations copies instanzen server hosts installationen".split()
)


class Guess(msgspec.Struct, frozen=True):
    """What a file seems to hold."""

    mapping: Mapping
    members: dict[str, str]
    """Title to member; "status" where it seems to decide what counts."""
    kind: str
    """Of the metric: users, instances, capacity; "" where nothing shows it."""


def guess(cells: Cells, products: Sequence[Product], around: str = "") -> Guess:
    """A mapping for these columns. `around`: the names of file and sheet."""
    found = _columns(cells, products)
    columns = {member.partition(":")[0]: title for member, title in found.items()}
    status = columns.pop("status", "")
    named = next((member for member in found if member.startswith("name:")), "")
    unit = _unit(columns, cells)
    kind = _kind(named.partition(":")[2], columns, unit)
    fixed: dict[str, str] = {}
    known = _products(columns, cells, products)
    if "product_id" not in columns:
        only = _only_product(products, kind, around)
        if only is not None:
            fixed["product_id"] = only.id
    candidates = {*known.values(), fixed.get("product_id", "")} - {""}
    metric = None if "metric" in columns else _metric(products, candidates, kind)
    if metric is not None:
        fixed["metric"] = metric.name
    if unit and "unit" not in columns:
        fixed["unit"] = unit
    elif metric is not None and bytes_of(metric.unit) is None and "unit" not in columns:
        fixed["unit"] = metric.unit
    counts_if = {status: _counting(status, cells[status])} if status else {}
    mapping = Mapping(
        columns=columns,
        fixed=fixed,
        products=known,
        counts_if={title: some for title, some in counts_if.items() if some},
    )
    members = {title: member.partition(":")[0] for member, title in found.items()}
    return Guess(mapping, members, kind)


def _columns(cells: Cells, products: Sequence[Product]) -> dict[str, str]:
    """Member to title, the surest first; of several names only the best is taken."""
    scored = [
        (score + _bonus(member, cells[title]), -place, member, title)
        for place, title in enumerate(cells)
        for score, member in _meanings(title, cells[title])
        if _fits(member, cells[title], title, products)
    ]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for score, _place, member, title in sorted(scored, reverse=True):
        plain = member.partition(":")[0]
        if score < 40 or title in taken or plain in {one.partition(":")[0] for one in found}:
            continue
        found[member] = title
        taken.add(title)
    return found


def _meanings(title: str, cells: Sequence[object]) -> list[tuple[int, str]]:
    found = list(meanings(title))
    if _share(cells, lambda text: "@" in text and " " not in text) >= _ENOUGH:
        found.append((85, "name:user"))
    if unit_of_title(title) and all(member != "quantity" for _score, member in found):
        found.append((60, "quantity"))
    return found


def _bonus(member: str, cells: Sequence[object]) -> int:
    match member:
        case "name:host":
            return 12
        case "name:user":
            return 8 if _share(cells, lambda text: "@" in text) >= _ENOUGH else 4
        case "name:thing":
            return -10
        case _:
            return 0


def _fits(member: str, cells: Sequence[object], title: str, products: Sequence[Product]) -> bool:
    """Whether the cells can be what the title says."""
    filled = [cell for cell in cells if text_of(cell)]
    if not filled:
        return member not in ("quantity", "counted_at", "environment", "status")
    if member == "quantity":
        return _part(filled, _is_figure) >= _ENOUGH
    if member == "counted_at":
        return _part(filled, _is_day) >= _ENOUGH
    if member.startswith("name:"):
        return _part(filled, _is_figure) < _ENOUGH or "id" in plain_title(title).split()
    values = {plain_value(text_of(cell)) for cell in filled}
    if member == "status":
        known = ACTIVE | INACTIVE | YES | NO
        return len(values) <= 30 and any(value in known for value in values)
    if member == "environment":
        return any(environment_of(value) is not Environment.UNKNOWN for value in values)
    if member == "product_id" and "product" not in plain_title(title) and products:
        return any(match(text_of(cell), products) for cell in filled[:200])
    return True


def _is_figure(cell: object) -> bool:
    found = figure(cell)
    return not isinstance(found, Fault) or found in (
        Fault.AMBIGUOUS_FIGURE, Fault.NEGATIVE, Fault.HUGE, Fault.FORMULA
    )  # fmt: skip


def _is_day(cell: object) -> bool:
    return instant(cell) is not Fault.NOT_A_DAY


def _part(cells: Sequence[T], holds: Callable[[T], bool]) -> float:
    some = cells[:500]
    return sum(holds(cell) for cell in some) / max(1, len(some))


def _share(cells: Sequence[object], holds: Callable[[str], bool]) -> float:
    filled = [text_of(cell) for cell in cells[:500] if text_of(cell)]
    return _part(filled, holds) if filled else 0.0


def _unit(columns: Map[str, str], cells: Cells) -> str:
    """The unit of capacity that the title or the cells of figures bring along."""
    title = columns.get("quantity", "")
    if not title:
        return ""
    found = unit_of_title(title)
    if found:
        return found
    sized = {one.unit for cell in cells[title][:500] if isinstance(one := figure(cell), Sized)}
    return sized.pop() if len(sized) == 1 else ""


def _kind(named: str, columns: Map[str, str], unit: str) -> str:
    words = set(plain_title(columns.get("quantity", "")).split())
    if bytes_of(unit) is not None or words & _CAPACITY:
        return "capacity"
    if named in _KINDS:
        return _KINDS[named]
    if words & _USERS:
        return "users"
    return "instances" if words & _INSTANCES or "environment" in columns else ""


def kind_of(mapping: Mapping) -> str:
    """What kind of metric a mapping's columns speak of; "" where nothing shows it."""
    named = next(
        (
            member.partition(":")[2]
            for _score, member in meanings(mapping.columns.get("name", ""))
            if member.startswith("name:")
        ),
        "",
    )
    return _kind(named, mapping.columns, mapping.fixed.get("unit", ""))


def _products(columns: Map[str, str], cells: Cells, products: Sequence[Product]) -> dict[str, str]:
    """What the file calls a product to its id, as far as it is recognized."""
    title = columns.get("product_id", "")
    if not title:
        return {}
    found: dict[str, str] = {}
    for text in dict.fromkeys(text_of(cell) for cell in cells[title]):
        known = match(text, products) if text else None
        if known is not None:
            found[text] = known.id
        if len(found) >= 500:
            break
    return found


def _only_product(products: Sequence[Product], kind: str, around: str) -> Product | None:
    """The product that is meant where no column says so: named by the file, or the only one."""
    named = [one for one in products if plain_title(one.name) in plain_title(around)]
    if named:
        return max(named, key=lambda one: len(one.name))
    granting = [one for one in products if any(metric.kind == kind for metric in one.metrics)]
    return granting[0] if len(granting) == 1 else None


def _metric(products: Sequence[Product], wanted: set[str], kind: str) -> Metric | None:
    """The one metric of this kind that the products have in common."""
    found = {
        metric
        for product in products
        if not wanted or product.id in wanted
        for metric in product.metrics
        if metric.kind == kind or not kind
    }
    names = {metric.name for metric in found}
    if len(names) != 1:
        return None
    return min(found, key=lambda metric: (not metric.unit, metric.unit))


def _counting(title: str, cells: Sequence[object]) -> tuple[str, ...]:
    """The values of a state with which a row counts, as the file writes them."""
    wanted = NO if is_negative_title(title) else ACTIVE | YES
    values = dict.fromkeys(text_of(cell) for cell in cells)
    return tuple(value for value in values if value and plain_value(value) in wanted)

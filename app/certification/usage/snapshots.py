"""Sources from what is known here: machines, named users, storage; and figures typed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

import msgspec

from app.account.model import User
from app.base.text import _
from app.certification.around import Around
from app.certification.usage import metrics, problems
from app.certification.usage.known import Known
from app.certification.usage.look import Metric, Product, Reason
from app.certification.usage.model import Belongs, Environment, Source, SourceKind, UsageRow
from app.certification.usage.numbers import HUGE
from app.certification.usage.snapshot import Said, keep
from app.certification.usage.units import bytes_of, converted, plain
from app.certification.usage.words import kind_words
from app.licenses.views.model import HostedBy, MachineView
from app.orders.records import OrderRecord, ServiceRecord

_STEP = Decimal("0.001")
"""A byte is no figure that anybody reads: a thousandth of the order's unit is, rounded up."""

_HOSTS = {
    HostedBy.UNKNOWN: Belongs.UNKNOWN,
    HostedBy.SELF: Belongs.OWN,
    HostedBy.AFFILIATE: Belongs.AFFILIATE,
    HostedBy.CONTRACTOR: Belongs.CONTRACTOR,
    HostedBy.PROVIDER: Belongs.PROVIDER,
}


def machines(around: Around, known: Known, by: str, replaces: str) -> Source:
    """The machines that the vendor knows. Raises NothingKnown where there are none."""
    rows = [
        row
        for view in around.licenses.views.machines()
        if view.product_id
        for row in _machine(view, known.product(view.product_id))
    ]
    if not rows:
        raise problems.nothing_known(_("The vendor's records name no machine of this account."))
    said = Said(
        definition=_("Machines that hold an activated instance, by the vendor's records"),
        replaces=replaces,
    )
    title = kind_words(SourceKind.MACHINES)
    return keep(around, SourceKind.MACHINES, title, "machines.json", rows, by, said)


def _machine(view: MachineView, product: Product | None) -> Iterator[UsageRow]:
    for metric, left_out in metrics.instance_metrics(product, production=view.production):
        yield UsageRow(
            product_id=view.product_id,
            metric=metric.name,
            name=view.name or view.fingerprint[:16],
            unit=metric.unit,
            environment=Environment.PRODUCTION if view.production else Environment.OTHER,
            belongs=_HOSTS[view.hosted_by],
            company=view.hosted_words,
            fingerprint=view.fingerprint,
            left_out=left_out if view.active else Reason.NOT_ACTIVE.value,
        )


def users(
    around: Around, known: Known, by: str, products: tuple[str, ...], replaces: str
) -> Source:
    """The account's named users. Raises NothingKnown without users, or a product to count for."""
    found = around.who.users()
    wanted = [
        (product.id, metric)
        for product in known.products
        if not products or product.id in products
        for metric in product.metrics
        if metric.kind == "users"
    ]
    named = {product_id for product_id, _metric in wanted}
    wanted += [(one, metrics.USERS) for one in products if one not in named]
    if not found:
        raise problems.nothing_known(_("The vendor's records name no user of this account."))
    if not wanted:
        raise problems.nothing_known(_("No order grants users of a product."))
    rows = [_user(user, product_id, metric) for product_id, metric in wanted for user in found]
    said = Said(
        definition=_("Named users of the account that are active, by the vendor's records"),
        replaces=replaces,
    )
    title = kind_words(SourceKind.USERS)
    return keep(around, SourceKind.USERS, title, "users.json", rows, by, said)


def _user(user: User, product_id: str, metric: Metric) -> UsageRow:
    return UsageRow(
        product_id=product_id,
        metric=metric.name,
        name=user.email or user.name or user.id,
        unit=metric.unit,
        left_out="" if user.active else Reason.NOT_ACTIVE.value,
    )


def storage(around: Around, known: Known, by: str, replaces: str) -> Source:
    """What hosted services hold. Raises NothingKnown where no service is known."""
    rows: list[UsageRow] = []
    unread: list[str] = []
    for key, body, order in around.mirror.iterate(
        "SELECT s.id, s.body, b.body FROM service s"
        " LEFT JOIN orders o ON o.id = s.order_id LEFT JOIN order_body b ON b.row = o.row"
        " ORDER BY s.id"
    ):
        found = _service(str(key), body, order, known)
        if found is None:
            unread.append(_("The service {id} belongs to no product that is known").format(id=key))
        else:
            rows.append(found)
    if not rows:
        raise problems.nothing_known(_("The vendor's records name no hosted service."))
    said = Said(
        definition=_("Storage in use, as the hosted service says, rounded up to a thousandth"),
        problems=tuple(unread),
        replaces=replaces,
    )
    title = kind_words(SourceKind.STORAGE)
    return keep(around, SourceKind.STORAGE, title, "storage.json", rows, by, said)


def _service(key: str, body: bytes, order: bytes | None, known: Known) -> UsageRow | None:
    try:
        service = msgspec.json.decode(body, type=ServiceRecord)
        lines = msgspec.json.decode(order, type=OrderRecord).lines if order is not None else []
    except msgspec.MsgspecError:
        return None
    hosted = [line for line in lines if line.kind == "hosted"] or list(lines)
    sized = [line for line in hosted if any(one.kind == "capacity" for one in line.scope)]
    if not hosted:
        return None
    line = (sized or hosted)[0]
    scopes = metrics.of_kind(known.product(line.product_id), "capacity", metrics.STORAGE)
    metric = scopes[0]
    unit = metric.unit if bytes_of(metric.unit) is not None else "B"
    exact = converted(Decimal(service.storage_used), "B", unit) or Decimal(0)
    return UsageRow(
        product_id=line.product_id,
        metric=metric.name,
        name=_("{service} ({id})").format(service=service.name, id=key),
        quantity=plain(exact.quantize(_STEP, rounding=ROUND_CEILING)),
        unit=unit,
    )


def typed(
    around: Around,
    product_id: str,
    metric: str,
    quantity: Decimal,
    unit: str,
    reason: str,
    by: str,
    *,
    definition: str,
    as_of: datetime | None,
    replaces: str,
) -> Source:
    """A figure that a person typed in. Raises BadFigure."""
    reason, metric = " ".join(reason.split()), metric.strip()
    if not quantity.is_finite() or quantity < 0:
        raise problems.bad_figure(_("{figure} is no figure of use.").format(figure=quantity))
    if quantity >= HUGE:
        raise problems.bad_figure(
            _("{figure} is larger than any use can be.").format(figure=f"{quantity:.0e}")
        )
    if not product_id or not metric:
        raise problems.bad_figure(_("Say which product it is and by which metric it is counted."))
    if not reason:
        raise problems.bad_figure(
            _("A figure that is typed in needs a reason: where it comes from, and who counted.")
        )
    row = UsageRow(product_id=product_id, metric=metric, name="", quantity=quantity, unit=unit)
    title = _("Typed in: {quantity} {unit} ({metric})").format(
        quantity=f"{quantity:f}", unit=unit, metric=metric
    )
    said = Said(counted_at=as_of, definition=definition, reason=reason, replaces=replaces)
    return keep(around, SourceKind.TYPED, " ".join(title.split()), "typed.json", [row], by, said)

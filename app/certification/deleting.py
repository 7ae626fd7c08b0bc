"""The inventory of a deletion: what was deleted where, by whom and how (terms §17).

What the vendor's records still know is proposed entry by entry; nothing counts as deleted before a
person says when and by whom.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from app.base import ids
from app.base.text import _
from app.certification import problems
from app.certification.figures import Figures
from app.certification.model import Deletion, Draft
from app.licenses.views.model import MachineView
from app.orders.model import OrderKind


class Deleting(Figures):
    """Certificates of deletion."""

    def put_deletion(self, draft_id: str, entry: Deletion) -> Draft:
        """Add an entry, or replace the one of this id. Raises WrongPeriod for a day ahead."""
        self._check_days((entry,))
        kept = entry
        if not entry.id:
            kept = msgspec.structs.replace(entry, id=ids.new_id(self._around.clock))

        def change(one: Draft) -> Draft:
            if any(known.id == kept.id for known in one.deletions):
                entries = tuple(kept if known.id == kept.id else known for known in one.deletions)
            else:
                entries = (*one.deletions, kept)
            return _as_of_the_last(msgspec.structs.replace(one, deletions=entries))

        return self._change(draft_id, change)

    def put_deletions(self, draft_id: str, entries: tuple[Deletion, ...]) -> Draft:
        """Add several entries in one step, such as chosen proposals. Raises WrongPeriod."""
        self._check_days(entries)
        new = tuple(
            one if one.id else msgspec.structs.replace(one, id=ids.new_id(self._around.clock))
            for one in entries
        )
        wanted = {one.id for one in new}

        def change(one: Draft) -> Draft:
            others = tuple(known for known in one.deletions if known.id not in wanted)
            return _as_of_the_last(msgspec.structs.replace(one, deletions=(*others, *new)))

        return self._change(draft_id, change)

    def drop_deletion(self, draft_id: str, entry_id: str) -> Draft:
        """Leave an entry out again."""
        return self._change(
            draft_id,
            lambda one: msgspec.structs.replace(
                one, deletions=tuple(known for known in one.deletions if known.id != entry_id)
            ),
        )

    def deletion_proposals(self, draft_id: str) -> tuple[Deletion, ...]:
        """What may have to be deleted: machines, keys, copies and hosted data of these orders.

        What the draft has already is left out; an entry keeps its id between looks.
        """
        draft = self.draft(draft_id)
        here = {one.id for one in draft.deletions}
        return tuple(one for one in self._proposed(draft) if one.id not in here)

    def still_there(self, draft_id: str) -> tuple[str, ...]:
        """What the vendor's records still have as in use, a sentence each."""
        return self._still_there(self.draft(draft_id))

    def _check_days(self, entries: Iterable[Deletion]) -> None:
        now = self._around.clock.now()
        if any(one.deleted_at is not None and one.deleted_at > now for one in entries):
            raise problems.wrong_period()

    def _proposed(self, draft: Draft) -> Iterator[Deletion]:
        ruled = self._ruled(draft)
        orders = frozenset(one.id for one in ruled.covered)
        products: dict[str, str] = {}
        software: dict[str, str] = {}
        installed: set[str] = set()
        for machine in self._machines(orders):
            installed.add(machine.product_id)
            yield _entry(
                f"machine:{machine.id}", machine.product_id, machine.product_name,
                _("Software with its key"), machine.name, machine.id,
            )  # fmt: skip
        for order in ruled.covered:
            for line in order.lines:
                products.setdefault(line.product_id, line.product_name)
                if line.kind is OrderKind.SOFTWARE and line.product_id not in installed:
                    software[line.product_id] = line.product_name
        for product_id, name in software.items():
            yield _entry(f"software:{product_id}", product_id, name, _("Software with its key"), "")
        for service_id, name, product_id in self._services(orders):
            yield _entry(
                f"service:{service_id}", product_id, products.get(product_id, name),
                _("Data in the hosted service"), name,
            )  # fmt: skip
        for product_id, name in products.items():
            yield _entry(f"copies:{product_id}", product_id, name, _("Backups and copies"), "")
            yield _entry(f"papers:{product_id}", product_id, name, _("Documentation"), "")

    def _services(self, order_ids: frozenset[str]) -> Iterator[tuple[str, str, str]]:
        for key, order_id, name, product in self._around.mirror.read(
            "SELECT s.id, s.order_id, json_extract(CAST(s.body AS TEXT), '$.name'),"
            " json_extract(CAST(b.body AS TEXT), '$.lines[0].product_id') FROM service s"
            " JOIN orders o ON o.id = s.order_id JOIN order_body b ON b.row = o.row ORDER BY s.id"
        ):
            if order_id in order_ids:
                yield str(key), str(name or key), str(product or "")

    def _machines(self, order_ids: Collection[str]) -> list[MachineView]:
        machines = self._around.licenses.views.machines()
        return [one for one in machines if one.order_id in order_ids]

    def _still_there(self, draft: Draft) -> tuple[str, ...]:
        closed = {one.machine_id for one in draft.deletions if one.machine_id}
        orders = frozenset(one.id for one in self._ruled(draft).covered)
        return tuple(
            _("{host}: the vendor's record says that {product} is still active there").format(
                host=one.name, product=one.product_name
            )
            for one in self._machines(orders)
            if one.active and one.id not in closed
        )


def _as_of_the_last(draft: Draft) -> Draft:
    """What was deleted later than the draft's moment moves that moment on."""
    days = [one.deleted_at for one in draft.deletions if one.deleted_at is not None]
    return msgspec.structs.replace(draft, as_of=max((draft.as_of, *days)))


def _entry(
    key: str, product_id: str, product: str, what: str, place: str, machine_id: str = ""
) -> Deletion:
    return Deletion(
        id=key, product_id=product_id, product_name=product, what=what, place=place, method="",
        by="", deleted_at=None, machine_id=machine_id,
    )  # fmt: skip

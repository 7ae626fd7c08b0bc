"""What counting goes by: who belongs to the customer (terms §5), in which unit, of which period."""

from __future__ import annotations

from datetime import datetime

import msgspec


class CountRules(msgspec.Struct, frozen=True, kw_only=True):
    """Facts around the rows, all passed in: counting itself looks at nothing else."""

    own_names: frozenset[str] = frozenset()
    """The customer's own names, case folded."""
    companies: dict[str, bool | None] = {}
    """Companies of the group by case-folded name: authorized, not, or not stated (None)."""
    units: dict[tuple[str, str], str] = {}
    """Product and metric to the unit that its orders state."""
    period_start: datetime | None = None
    period_end: datetime | None = None
    """Half open; rows dated outside are left out. None: rows of any date count."""
    clause: str = "5"
    """Where the terms say who may use the products."""

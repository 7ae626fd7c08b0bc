"""Which metric of a product something is counted by, as its orders name it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.certification.usage.look import Metric, Product, Reason

INSTANCES = Metric("production instances", "instances", "instances")
"""Where an order states no metric of instances, the terms speak of production instances (§6.2)."""
USERS = Metric("named users", "users", "users")
STORAGE = Metric("storage", "TB", "capacity")

_OTHER = re.compile(r"\b(?:non[- ]?production|test\w*|staging|development|standby|backup)\b", re.I)
_PRODUCTION = re.compile(r"\bproduction\b", re.I)


def of_kind(product: Product | None, kind: str, usual: Metric) -> tuple[Metric, ...]:
    """The metrics of this kind that a product's orders grant; else the usual one."""
    found = tuple(one for one in (product.metrics if product else ()) if one.kind == kind)
    return found or (usual,)


def instance_metrics(product: Product | None, *, production: bool) -> Iterator[tuple[Metric, str]]:
    """The metrics that an instance is held against, each with why it does not count, or ""."""
    for metric in of_kind(product, "instances", INSTANCES):
        yield metric, left_out(metric.name, production=production)


def left_out(metric: str, *, production: bool) -> str:
    """Why an instance does not count by a metric; "" where it does."""
    if is_other(metric):
        return Reason.PRODUCTION.value if production else ""
    if is_production(metric):
        return "" if production else Reason.NOT_PRODUCTION.value
    return ""


def is_other(metric: str) -> bool:
    """Whether a metric counts instances that are not for production."""
    return bool(_OTHER.search(metric))


def is_production(metric: str) -> bool:
    """Whether a metric counts production instances only."""
    return bool(_PRODUCTION.search(metric)) and not is_other(metric)

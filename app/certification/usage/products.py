"""Which product a file means by a name: by id, by name, by a longer or a slightly other name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from app.certification.usage.look import Product
from app.certification.usage.vocabulary import plain_title

_ALIKE = 0.87


def match(text: str, products: Sequence[Product]) -> Product | None:
    """The product that a name means; None where none or several could be meant."""
    wanted = plain_title(text)
    if not wanted:
        return None
    exact = [one for one in products if text == one.id or wanted in _names(one)]
    if exact:
        return exact[0] if len({one.id for one in exact}) == 1 else None
    return _within(wanted, products) or _alike(wanted, products)


def _names(product: Product) -> tuple[str, str]:
    return plain_title(product.name), plain_title(product.id)


def _within(wanted: str, products: Sequence[Product]) -> Product | None:
    """The product whose whole name stands in the text: "Kestrane Relay Gateway 4.2 (x64)"."""
    held = [
        (len(name), one)
        for one in products
        for name in _names(one)
        if name and f" {name} " in f" {wanted} "
    ]
    if not held:
        return None
    longest = max(length for length, _one in held)
    best = {one.id: one for length, one in held if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


def _alike(wanted: str, products: Sequence[Product]) -> Product | None:
    """The product whose name differs by a letter or two, where only one does."""
    joined = wanted.replace(" ", "")
    scored = sorted(
        (
            (
                max(
                    difflib.SequenceMatcher(None, joined, name.replace(" ", "")).ratio()
                    for name in _names(one)
                ),
                one.id,
            )
            for one in products
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < _ALIKE:
        return None
    if len(scored) > 1 and scored[1][0] >= _ALIKE:
        return None
    return next(one for one in products if one.id == scored[0][1])

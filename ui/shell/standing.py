"""What a failed synchronization says about how the profile stands. Pure: codes in, standing out."""

from __future__ import annotations

from ui.page import Standing

OFFLINE_CODES = frozenset(
    {"CP-3001", "CP-3002", "CP-3003", "CP-3004", "CP-3005", "CP-3010", "CP-3011"}
    | {"CP-3017", "CP-3018", "CP-3019", "CP-3020"}
)
"""Problems of the way to the portal: work goes on offline, and it is tried again by itself."""

SIGN_IN_CODES = frozenset({"CP-3101", "CP-3105"})
"""The portal no longer knows who this is: only a person can change that."""

BARE_OFFLINE_CODES = frozenset({"CP-3001", "CP-3002"})
"""No network, or no portal: common enough to be said by the footer's chip alone."""


def after_failure(standing: Standing, code: str) -> Standing:
    """How the profile stands after a synchronization ended with the problem `code`."""
    return standing._replace(
        syncing=False,
        offline=code in OFFLINE_CODES,
        signed_in=standing.signed_in and code not in SIGN_IN_CODES,
    )

"""The first journey: from the first card to orders, files and delivered feedback."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.sandbox import SandboxServer

TEXT = "The renewal dates are easy to find."


def test_from_the_first_card_to_orders_files_and_delivered_feedback(
    at_window: AtWindow, workstation: Path
) -> None:
    with SandboxServer.start(orders=3000) as portal, at_window() as person:
        portal.fault("delay", path="/v1/changes", skip=1, seconds=1.5)
        person.sees("Connect to your vendor")
        person.click("Sign in…")
        assert not person.can("Continue in the browser"), "there is no address yet"
        person.type("Portal address", portal.address)
        person.click("Continue in the browser")
        steps.keep_recovery_code(person)
        person.goes_to("Orders")
        person.sees(" of ")
        steps.synchronized(person)
        print(person.orders.model.rowCount(), person.orders.totals.words, list(person._texts()))

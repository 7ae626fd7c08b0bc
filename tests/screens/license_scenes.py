"""The licenses page: licenses, machines and the history of files, in every state."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.licenses.views.model import Act, HostedBy
from tests.screens.scenes import DAMAGED, OFFLINE, SYNCING, Scene, page
from tests.screens.stage import Stage
from tests.support.license_issuer import Issuer, payload

LICENSE = "lic-20655-1"


def tab(stage: Stage) -> Any:
    """The tab that is shown, at rest."""
    shown: Any = stage.window.page
    stage.rest()
    return shown.current


def _fails(stage: Stage) -> None:
    tab(stage)._failed(DAMAGED)


def _filtered(stage: Stage) -> None:
    shown = tab(stage)
    shown.list.field.setText("relay")
    shown.ending.setChecked(True)


def _nothing(stage: Stage) -> None:
    tab(stage).list.field.setText("nothing is called so")


def _machine(stage: Stage) -> Any:
    shown = tab(stage)
    found = shown.list.rows
    rooms = stage.application.desk.rooms
    assert rooms is not None
    views = rooms.licenses.views
    views.note_host(found[0].fingerprint, HostedBy.PROVIDER, "Ulm Data Center GmbH")
    views.note_host(found[1].fingerprint, HostedBy.AFFILIATE, "Brennholt Linz")
    views.note_host(found[2].fingerprint, HostedBy.SELF)
    shown.refresh(frozenset())
    stage.rest()
    stage.window.show_page("licenses", f"machines:{found[0].id}")
    stage.rest()
    return shown


def _asking(stage: Stage) -> None:
    shown = _machine(stage)
    shown.acts.ask_host(shown.list.rows[1], shown._rules())
    stage.application.actions.dialog = shown.acts.dialog


def _moving(stage: Stage) -> None:
    shown = _machine(stage)
    shown.acts.explain_moving(shown.list.rows[0])
    stage.application.actions.dialog = shown.acts.dialog


def _lost(stage: Stage) -> None:
    shown = _machine(stage)
    shown.acts.ask_lost(shown.list.rows[0])
    stage.application.actions.dialog = shown.acts.dialog


def license_files() -> dict[str, bytes]:
    """Files of a vendor whose key is pinned for the scene: valid, stale, foreign, encrypted."""
    issuer, other = Issuer(), Issuer("ecdsa-p256")
    user = {"type": "users", "id": "acc-1", "attributes": {"name": "Brennholt SE"}}
    product = {"type": "products", "id": "p1", "attributes": {"name": "Relay Gateway"}}
    entitled = {"type": "entitlements", "id": "e1", "attributes": {"code": "clustering"}}
    included = [product, user, entitled]
    ended = {"issued": "2026-06-01T08:00:00.000Z", "expiry": "2026-08-30T08:00:00.000Z"}
    machine = payload("machine")
    machine["included"] += [user]
    return {
        "relay-gateway.lic": issuer.file(payload(included=included)).encode(),
        "relay-gateway-june.lic": issuer.file(payload(included=included, meta=ended)).encode(),
        "ham-gw-01.machine.lic": issuer.file(machine, "machine").encode(),
        "edge-sealed.lic": issuer.file(payload(), secret="K-1").encode(),
        "from-elsewhere.lic": other.file(payload()).encode(),
        "notes.lic": b"These are no license files.\n",
    }


def _noted(stage: Stage) -> Any:
    """A history of some files of an isolated host."""
    shown = tab(stage)
    rooms = stage.application.desk.rooms
    assert rooms is not None
    if not rooms.licenses.history():
        request = b'{\n  "request_id": "01976b2c-8f4e-7c11",\n  "host_name": "ham-gw-01"\n}\n'
        for act, name, kind in (
            (Act.COLLECTED, "ham-gw-01.request", "requests"),
            (Act.SENT, "Hamburg 7", "requests"),
            (Act.RECEIVED, "activation-answers.json", "answers"),
            (Act.CARRIED, "vendor.json", "vendor"),
            (Act.CARRIED, "transfer-slip.txt", "slip"),
            (Act.RETURNED, "ham-gw-01.receipt", "receipts"),
        ):
            rooms.licenses.note_history(
                act, name, kind, request, hosts=("ham-gw-01",), license_id="lic-21640-1",
                product_id="relay-gateway-eu",
            )  # fmt: skip
    shown.refresh(frozenset())
    stage.rest()
    return shown


def _entry(stage: Stage) -> None:
    shown = _noted(stage)
    shown.list.choose(shown.list.rows[-1].id)
    stage.rest()


def _files(stage: Stage) -> None:
    """Files that the sandbox's vendor never signed, a broken one, and nothing at all."""
    shown = tab(stage)
    shown.read_files(())
    dialog = shown.files
    own = stage.application.desk.rooms._own  # type: ignore[union-attr]
    key = base64.urlsafe_b64encode(bytes.fromhex(Issuer().public)).decode().rstrip("=")
    jwk = {"kty": "OKP", "crv": "Ed25519", "kid": "2026-11", "x": key, "alg": "EdDSA"}
    with own.write() as tx:
        tx.execute(
            "INSERT OR REPLACE INTO vendor_key VALUES ('2026-11', ?, '2026-11-01T00:00:00Z', NULL)",
            (json.dumps(jwk).encode(),),
        )
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder)
        for name, content in license_files().items():
            (written / name).write_bytes(content)
        done: list[bool] = []
        dialog.finished_reading.connect(lambda: done.append(True))
        dialog.read([written])
        stage.until(lambda: bool(done), "the files")
    with own.write() as tx:
        tx.execute("DELETE FROM vendor_key WHERE kid = '2026-11'")
    stage.application.actions.dialog = dialog


def _no_files(stage: Stage) -> None:
    shown = tab(stage)
    shown.read_files(())
    stage.application.actions.dialog = shown.files


def license_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p: Callable[..., Any] = partial
    key = {"key": "licenses"}
    return (
        Scene("licenses", p(page, **key, part=f"licenses:{LICENSE}"), quick=True),
        Scene("licenses-list", p(page, **key, part="licenses")),
        Scene("licenses-free", p(page, **key, part="licenses:lic-21640-1")),
        Scene("licenses-filtered", p(page, **key, part="licenses", then=_filtered)),
        Scene("licenses-no-results", p(page, **key, part="licenses", then=_nothing)),
        Scene("licenses-empty", p(page, **key, part="licenses", station="fresh")),
        Scene("licenses-loading", p(page, **key, part="licenses", station="fresh",
                                    answers=SYNCING)),
        Scene("licenses-never-fetched", p(page, **key, part="licenses", station="fresh",
                                          answers=OFFLINE)),
        Scene("licenses-offline", p(page, **key, part="licenses", answers=OFFLINE)),
        Scene("licenses-no-permission", p(page, **key, part="licenses", station="reader")),
        Scene("licenses-error", p(page, **key, part="licenses", then=_fails)),
        Scene("licenses-files", p(page, **key, part="licenses", then=_files)),
        Scene("licenses-files-none", p(page, **key, part="licenses", then=_no_files)),
        Scene("licenses-history", p(page, **key, part="history", then=_entry)),
        Scene("licenses-history-list", p(page, **key, part="history", then=_noted)),
        Scene("licenses-history-empty", p(page, **key, part="history", station="fresh")),
        Scene("machines", p(page, **key, part="machines", then=_machine), quick=True),
        Scene("machines-empty", p(page, **key, part="machines", station="fresh")),
        Scene("machines-no-permission", p(page, **key, part="machines", station="reader")),
        Scene("machines-no-results", p(page, **key, part="machines", then=_nothing)),
        Scene("machines-error", p(page, **key, part="machines", then=_fails)),
        Scene("machines-host", p(page, **key, part="machines", then=_asking)),
        Scene("machines-move", p(page, **key, part="machines", then=_moving)),
        Scene("machines-lost", p(page, **key, part="machines", then=_lost)),
    )  # fmt: skip

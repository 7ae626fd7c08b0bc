"""The doctor of a workstation: keyring, proxy, certificates, portal, clock, keys and stores."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.account.store import keep_pins, read_pins
from app.activation.doctor.model import Action, Area, Finding, Level, document
from app.base import settings as settings_file
from app.base.clock import Clock, SystemClock
from app.base.errors import Cancelled
from app.base.settings import Settings
from app.base.tasks import CancelToken, Progress, no_report
from app.licenses.doctor.examination import Workstation, examine
from app.licenses.doctor.network import proxy_finding
from app.portal.transport import Transport
from app.services.office import Office
from app.storage.opening import open_own
from app.vault.errors import VaultAbsent, VaultLocked, VaultProblem, VaultRefused
from app.vault.vault import VaultReport, VaultState, probe
from tests.support import secret_service
from tests.support.network import ShiftedClock
from tests.support.offices import Desk
from tests.support.raw_server import Authority, Conversation, RawServer, always, answer
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService


def ready() -> VaultReport:
    return VaultReport(VaultState.READY, "Secret Service")


def looked(
    address: str = "",
    *,
    settings: Settings | None = None,
    clock: Clock | None = None,
    keyring: Callable[[], VaultReport] = ready,
    cancel: CancelToken | None = None,
    offline: bool = False,
) -> dict[str, Finding]:
    """What is found at a workstation without a profile, by id."""
    chosen = settings or Settings(proxy="none")
    ca = Path(chosen.company_ca) if chosen.company_ca else None
    way = Transport(clock=clock or SystemClock(), proxy=chosen.proxy, company_ca=ca)
    try:
        place = Workstation(chosen, way, clock or SystemClock(), keyring, address=address)
        found = examine(place, no_report, cancel or CancelToken(), offline=offline)
    finally:
        way.close()
    return {one.id: one for one in found}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=20) as server:
        yield server


def test_a_portal_that_answers_is_followed_step_by_step(sandbox: SandboxServer) -> None:
    told = looked(sandbox.address)
    for name in ("network.name", "network.connection", "network.portal", "clock.portal"):
        assert told[name].level is Level.OK, told[name]
    assert "Took" in dict(told["network.portal"].facts)


def test_a_portal_that_is_not_there_means_offline_and_it_goes_on() -> None:
    with RawServer(always(answer())) as gone:
        address = gone.url
    told = looked(address)
    assert told["network.offline"].level is Level.WARN
    assert "Offline" in told["network.offline"].title
    assert told["keyring.ready"].level is Level.OK
    assert "network.portal" not in told


def test_a_name_that_nobody_knows_is_offline_too() -> None:
    told = looked("https://portal.invalid")
    assert told["network.offline"].level is Level.WARN
    assert "network.connection" not in told


def test_who_wants_to_stay_offline_touches_no_network(sandbox: SandboxServer) -> None:
    sandbox.requests(forget=True)
    assert looked(sandbox.address, offline=True)["network.skipped"].level is Level.NOTE
    assert sandbox.requests() == []


def test_something_else_than_a_portal_is_told(sandbox: SandboxServer) -> None:
    with RawServer(always(answer(b"<html>", kind="text/html"))) as server:
        told = looked(server.url)
    assert told["network.refused"].level is Level.BAD
    assert told["network.refused"].action is Action.CONNECTION


@pytest.mark.parametrize(
    ("shift", "word"), [(timedelta(days=-2), "behind"), (timedelta(hours=3), "ahead")]
)
def test_a_wrong_clock_is_told_by_the_portals_date(
    sandbox: SandboxServer, shift: timedelta, word: str
) -> None:
    told = looked(sandbox.address, clock=ShiftedClock(shift))["clock.portal"]
    assert (told.area, told.level) == (Area.CLOCK, Level.WARN)
    assert word in told.title
    assert "Nothing is locked" in told.cause


def test_an_authority_that_nobody_trusts_is_named_and_nothing_is_sent(tmp_path: Path) -> None:
    context = Authority.new("Company Inspection Root").context(tmp_path)
    with RawServer(always(answer()), context) as server:
        told = looked(server.url)["network.refused"]
    assert told.level is Level.BAD
    assert "Company Inspection Root" in told.cause
    assert server.heard == []


def test_a_company_root_that_is_chosen_is_what_the_chain_goes_back_to(tmp_path: Path) -> None:
    authority = Authority.new("Company Inspection Root")
    ca = authority.save(tmp_path / "ca.pem")
    with RawServer(always(answer()), authority.context(tmp_path)) as server:
        told = looked(server.url, settings=Settings(proxy="none", company_ca=str(ca)))
    assert "inspects" in told["network.certificate"].title
    assert ("Issued by", "Company Inspection Root") in told["network.certificate"].facts
    assert ("Root", "Company Inspection Root") in told["network.roots"].facts


def test_a_product_that_inspects_is_known_by_its_name(tmp_path: Path) -> None:
    authority = Authority.new("Zscaler Intermediate Root")
    ca = authority.save(tmp_path / "ca.pem")
    with RawServer(always(answer()), authority.context(tmp_path)) as server:
        told = looked(server.url, settings=Settings(proxy="none", company_ca=str(ca)))
    assert told["network.certificate"].level is Level.NOTE


def test_a_company_file_without_a_certificate_is_bad(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    told = looked(settings=Settings(proxy="none", company_ca=str(file)))["network.roots"]
    assert (told.level, told.action) == (Level.BAD, Action.CONNECTION)


def test_a_proxy_that_wants_credentials_is_told_without_them() -> None:
    refusal = answer(b"", "407 Proxy Authentication Required", Proxy_Authenticate="Basic")
    with RawServer(always(refusal)) as proxy:
        told = looked("https://portal.example.com", settings=Settings(proxy=proxy.url))
    assert told["network.proxy"].level is Level.OK
    assert "proxy" in told["network.connection"].title
    assert told["network.refused"].level is Level.BAD
    assert ("Code", "CP-3017") in told["network.refused"].facts


def test_why_a_proxy_is_used_or_not_is_told_and_never_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host = "portal.example.com"
    assert "setting says so" in proxy_finding("none", host).cause
    assert "this computer itself" in proxy_finding("system", "localhost").cause
    monkeypatch.setenv("https_proxy", "http://robin:hunter2@proxy.example.com:3128")
    unused = proxy_finding("none", host)
    assert (unused.level, unused.action) == (Level.NOTE, Action.CONNECTION)
    used = proxy_finding("environment", host)
    assert ("Proxy", "http://proxy.example.com:3128") in used.facts
    bad = proxy_finding("http://robin:hunter2@proxy.example.com:3128", host)
    assert bad.level is Level.BAD
    told = json.dumps([document(one) for one in (unused, used, bad)])
    assert "hunter2" not in told
    assert "robin" not in told


@pytest.mark.parametrize(
    ("problem", "state", "level"),
    [
        (VaultAbsent(), VaultState.ABSENT, Level.WARN),
        (VaultRefused("plaintext"), VaultState.REFUSED, Level.BAD),
        (VaultLocked(), VaultState.LOCKED, Level.BAD),
    ],
)
def test_each_state_of_the_keyring_has_its_finding(
    problem: VaultProblem, state: VaultState, level: Level
) -> None:
    told = looked(keyring=lambda: VaultReport(state, "Some Ring", problem.report()))
    found = told[f"keyring.{state.value}"]
    assert (found.level, found.action) == (level, Action.RETRY_KEYRING)
    assert found.title == problem.title


@pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)
def test_a_real_keyring_that_is_locked_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service.running() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        assert looked(keyring=probe)["keyring.ready"].level is Level.OK
        _locked(service)


def _locked(service: SecretService) -> None:
    service.lock()
    told = looked(keyring=probe)
    assert told["keyring.locked"].level is Level.BAD
    assert "network.roots" in told, "it goes on"


def test_a_cancel_ends_a_probe_that_hangs() -> None:
    cancel = CancelToken()

    def hold(conversation: Conversation) -> None:
        cancel.cancel()
        conversation.hold()

    with RawServer(hold) as server, pytest.raises(Cancelled):
        looked(server.url, cancel=cancel)


def test_a_keyring_that_hangs_can_be_canceled() -> None:
    cancel, free = CancelToken(), threading.Event()

    def hang() -> VaultReport:
        cancel.cancel()
        free.wait(20)
        return ready()

    with pytest.raises(Cancelled):
        looked(keyring=hang, cancel=cancel)
    free.set()


def office_of(desk: Desk) -> Office:
    return Office(desk.places, desk.clock, vault_for=desk.ring, probe=ready)


def findings(office: Office, profile: str | None, **asked: bool) -> dict[str, Finding]:
    return {one.id: one for one in office.examine(profile, **asked)}


def test_a_profile_is_examined_with_its_keys_and_stores(
    sandbox: SandboxServer, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    info = desk.sign_in(sandbox)
    desk.office.synchronize(info.id)
    steps: list[Progress] = []
    office = office_of(desk)
    told = {one.id: one for one in office.examine(info.id, steps.append)}
    for name in (
        "network.portal", "network.sign-in", "vendor.pins", "stores.own", "stores.mirror",
    ):  # fmt: skip
        assert told[name].level is Level.OK, told[name]
    assert "The portal shows the same ones now" in told["vendor.pins"].cause
    assert [step.done for step in steps] == [0, 1, 2, 3, 4]
    offline = findings(office, info.id, offline=True)
    assert offline["vendor.pins"].level is Level.OK
    desk.office.sign_out(info.id)
    assert findings(office, info.id, offline=True)["network.sign-in"].action is Action.SIGN_IN
    office.close()


def test_a_vendor_with_another_key_than_pinned_is_bad(
    sandbox: SandboxServer, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    info = desk.sign_in(sandbox)
    folder, keys = desk.office.profiles.folder(info.id), desk.office.keys(info.id)
    with open_own(folder.own, keys.own) as own:
        [first, *_others] = read_pins(own)
        other = msgspec.structs.replace(first.jwk, x="A" * 42 + "E")
        with own.write() as tx:
            keep_pins(tx, (msgspec.structs.replace(first, jwk=other),))
    told = findings(office_of(desk), info.id)
    assert told["vendor.changed"].level is Level.BAD


def test_damaged_stores_and_settings_are_told_and_the_rest_goes_on(
    sandbox: SandboxServer, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    info = desk.sign_in(sandbox)
    folder = desk.office.profiles.folder(info.id)
    folder.mirror.write_bytes(b"no database at all" * 400)
    desk.places.config.mkdir(parents=True, exist_ok=True)
    (desk.places.config / settings_file.FILE_NAME).write_text("{")
    told = findings(office_of(desk), info.id, offline=True)
    assert told["stores.mirror"].level is Level.BAD
    assert told["stores.own"].level is Level.OK
    assert told["program.settings"].level is Level.BAD


def test_before_the_first_sign_in_it_says_where_to_begin(tmp_path: Path) -> None:
    told = findings(office_of(Desk(tmp_path)), None)
    assert told["network.no-profile"].action is Action.SIGN_IN
    assert not [one for one in told.values() if one.area is Area.STORES]


def test_a_locked_keyring_leaves_the_stores_alone(sandbox: SandboxServer, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    info = desk.sign_in(sandbox)
    locked = VaultReport(VaultState.LOCKED, "Secret Service", VaultLocked().report())
    office = Office(desk.places, desk.clock, vault_for=desk.ring, probe=lambda: locked)
    told = findings(office, info.id, offline=True)
    assert told["keyring.locked"].level is Level.BAD
    assert told["stores.closed"].level is Level.NOTE

"""A made certification is signed for a profile: stamped by a real service, kept with its draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.base import settings as settings_file
from app.base.errors import FileTrouble
from app.base.messages import Certificates, ListCertificates, SignCertification, encode, to_worker
from app.base.signing import KeyPlace, Level, SigningKey
from app.base.tasks import CancelToken
from app.certification.checking import check_certificate
from app.documents.signing import problems, stamp_problems
from app.documents.verifying.model import Verdict
from app.portal.errors import BadAddress
from app.portal.proofs import stamper
from app.portal.transport import Transport, checked_url
from app.services.signing import SigningDesk, trusted_certificates
from app.worker import signing
from tests.support.certification_desk import CertificationDesk, certification_desk
from tests.support.network import ShiftedClock
from tests.support.sandbox import visit
from tests.support.signing_keys import PASSPHRASE


class Made:
    """A desk with a certification that only lacks its signature."""

    def __init__(self, desk: CertificationDesk) -> None:
        self.desk = desk
        with desk.rooms() as rooms:
            draft = desk.filled(rooms)
            rooms.certification.make(draft.id)
        self.draft_id = draft.id
        self.key = SigningKey(
            place=KeyPlace.FILE, path=str(desk.signer.p12_file(desk.key_folder, "made.p12"))
        )
        self.root = desk.key_folder / "stamps.pem"
        self.root.write_bytes(visit("GET", f"{desk.sandbox.address}/timestamp/ca.pem").body)

    @property
    def signing(self) -> SigningDesk:
        return SigningDesk(self.desk.desk.office, self.desk.desk.places, self.desk.clock)

    def set_service(self, address: str) -> None:
        folder = self.desk.desk.places.config
        known = settings_file.load(folder)
        changed = msgspec.structs.replace(
            known, timestamp_url=address, trusted_certificates=(str(self.root),)
        )
        settings_file.save(folder, changed)

    def pdf(self) -> bytes:
        with self.desk.rooms() as rooms:
            return rooms.certification.pdf(self.draft_id)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with certification_desk(tmp_path_factory.mktemp("signing")) as desk:
        yield Made(desk)


@pytest.fixture(autouse=True)
def service(made: Made) -> Iterator[None]:
    made.desk.sandbox.mutate("set_timestamp", fault="")
    made.set_service(f"{made.desk.sandbox.address}/timestamp")
    yield
    with made.desk.rooms() as rooms:
        rooms.certification.reopen(made.draft_id)
        rooms.certification.make(made.draft_id)


def sign(made: Made, level: Level, **how: bool):
    return made.signing.sign(
        made.desk.info.id, made.draft_id, made.key, PASSPHRASE, level=level, **how
    )


def test_it_is_stamped_by_the_service_of_the_settings_and_kept(made: Made) -> None:
    before = made.pdf()
    signed = sign(made, Level.B_T)
    assert signed.level is Level.B_T
    assert signed.stamped_at is not None
    with made.desk.rooms() as rooms:
        (copy,) = rooms.certification.draft(made.draft_id).signed
    assert copy.signed == signed
    after = made.pdf()
    assert after.startswith(before)
    found = check_certificate(
        after, [made.desk.signer.pem, made.root.read_bytes()], now=made.desk.clock.now()
    )
    assert found.verdict is Verdict.VALID, found
    assert found.signatures[0].stamped_at == signed.stamped_at


def test_what_lasts_fetches_the_lists_that_the_certificates_name(made: Made) -> None:
    signed = sign(made, Level.B_LTA)
    assert (signed.level, signed.notes) == (Level.B_LTA, ())
    assert b"/DSS" in made.pdf()


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("down", stamp_problems.StampDown),
        ("refused", stamp_problems.StampRefused),
        ("garbage", stamp_problems.StampWrong),
        ("wrong_nonce", stamp_problems.StampWrong),
        ("wrong_imprint", stamp_problems.StampWrong),
        ("expired", stamp_problems.StampWrong),
    ],
)
def test_a_service_that_fails_leaves_the_document_unsigned_or_by_choice_without_a_stamp(
    made: Made, fault: str, problem: type[problems.SigningProblem]
) -> None:
    made.desk.sandbox.mutate("set_timestamp", fault=fault)
    before = made.pdf()
    with pytest.raises(problem):
        sign(made, Level.B_T)
    assert made.pdf() == before
    signed = sign(made, Level.B_T, allow_lower=True)
    assert signed.level is Level.B_B
    assert signed.notes


def test_without_an_address_nothing_is_asked(made: Made) -> None:
    made.set_service("")
    with pytest.raises(stamp_problems.NoStampService):
        sign(made, Level.B_T)


def test_a_trusted_certificate_that_is_gone_holds_up_what_needs_it_alone(made: Made) -> None:
    content = made.root.read_bytes()
    made.root.unlink()
    try:
        assert sign(made, Level.B_T).level is Level.B_T
        with pytest.raises(FileTrouble):
            sign(made, Level.B_LTA)
    finally:
        made.root.write_bytes(content)


def test_the_worker_signs_and_lists_for_the_window(made: Made) -> None:
    said: list[object] = []
    office, places = made.desk.desk.office, made.desk.desk.places

    def perform(message: SignCertification | ListCertificates) -> None:
        travelled = to_worker(encode(message))
        assert travelled == message
        signing.perform(
            message, office, made.desk.info.id, places, made.desk.clock, said.append, CancelToken()
        )

    perform(ListCertificates(task="1", key=made.key, secret=PASSPHRASE))
    (listed,) = said
    assert isinstance(listed, Certificates)
    assert listed.certificates[0].common_name == "Anna Berg"
    perform(SignCertification(task="2", draft_id=made.draft_id, key=made.key, secret=PASSPHRASE))
    with made.desk.rooms() as rooms:
        (copy,) = rooms.certification.draft(made.draft_id).signed
    assert copy.signed is not None
    assert copy.by == "Anna Berg"


def test_a_message_with_a_secret_shows_none() -> None:
    key = SigningKey(place=KeyPlace.FILE, path="key.p12")
    for message in (
        SignCertification(task="1", draft_id="d", key=key, secret="hunter2"),
        ListCertificates(task="1", key=key, secret="hunter2"),
    ):
        assert "hunter2" not in repr(message)


def test_only_what_proves_itself_comes_over_plain_http() -> None:
    with pytest.raises(BadAddress):
        checked_url("http://stamps.example.net/tsa")
    assert checked_url("http://stamps.example.net/tsa", plain=True).hostname == "stamps.example.net"
    for address in ("ftp://stamps.example.net", "http://me:secret@stamps.example.net/", "stamps"):
        with pytest.raises(BadAddress):
            checked_url(address, plain=True)
    transport = Transport(clock=ShiftedClock(), proxy="none")
    with pytest.raises(BadAddress):
        stamper(transport, "file:///etc/passwd")(b"")
    transport.close()


def test_a_trusted_certificate_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        trusted_certificates((str(tmp_path / "gone.pem"),))

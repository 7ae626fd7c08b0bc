"""Changes of the account leave by the outbox, show in place, and are settled by the feed's echo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.account.changing import (
    ChangeKind,
    ChangeState,
    Counted,
    NothingChanged,
    NotValid,
    OrganizationWish,
    TaxWish,
)
from app.account.model import Account, Affiliate, Contact, User
from app.account.rules import LONGEST, tidy
from app.account.settling import member_of
from app.base.tasks import CancelToken, no_report
from app.services.rooms import Rooms
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

NAUGHTY = Path(__file__).parents[4] / "shared" / "vectors" / "blns" / "blns.json"


class Workplace:
    """One signed-in workstation over a sandbox."""

    def __init__(self, desk: Desk, sandbox: SandboxServer) -> None:
        self.desk, self.sandbox = desk, sandbox
        self.info = desk.sign_in(sandbox)
        desk.office.synchronize(self.info.id, no_report)
        self.rooms: Rooms = desk.office.rooms(self.info.id)

    @property
    def subject(self) -> str:
        return self.info.subject

    def exchange(self) -> None:
        """Send what is queued, then fetch what came of it."""
        self.desk.office.send(self.info.id, hurry=True)
        self.desk.office.synchronize(self.info.id, no_report)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=12) as server:
        yield server


@pytest.fixture
def place(home: Path, sandbox: SandboxServer) -> Iterator[Workplace]:
    desk = Desk(home / "desk")
    made = Workplace(desk, sandbox)
    yield made
    sandbox.faults()
    made.rooms.close()
    desk.office.close()


def organization(account: Account, **changed: str) -> OrganizationWish:
    names = ("legal_name", "street", "city", "postal_code", "country", "tax_id")
    return OrganizationWish(**{**{name: member_of(account, name) for name in names}, **changed})


def test_a_confirmation_moves_the_date_on_and_is_settled(place: Workplace) -> None:
    account = place.rooms.account
    before = account.account()
    assert before is not None
    assert before.review_by is not None
    account.confirm(place.subject)
    [change] = account.pending()
    assert (change.kind, change.state) == (ChangeKind.CONFIRM, ChangeState.QUEUED)
    place.exchange()
    after = account.account()
    assert after is not None
    assert after.review_by is not None
    assert after.review_by > before.review_by
    assert account.pending() == ()


def test_only_what_differs_leaves_and_shows_at_once(place: Workplace) -> None:
    account = place.rooms.account
    known = account.account()
    assert known is not None
    with pytest.raises(NothingChanged):
        account.change_organization(organization(known), place.subject)
    item = account.change_organization(organization(known, street=" Neue Gasse 3 "), place.subject)
    body = json.loads(place.rooms.outbox.payload(item))
    assert body["organization"] == {"street": "Neue Gasse 3"}
    shown = account.shown()
    assert shown.account is not None
    assert shown.account.organization.street == "Neue Gasse 3"
    assert shown.known == known
    place.exchange()
    settled = account.shown()
    assert settled.changes == ()
    assert settled.known is not None
    assert settled.known.organization.street == "Neue Gasse 3"


def test_what_cannot_be_sent_says_which_field(place: Workplace) -> None:
    account = place.rooms.account
    known = account.account()
    assert known is not None
    with pytest.raises(NotValid) as caught:
        account.change_organization(
            organization(known, legal_name="", country="Germany"), place.subject
        )
    assert set(caught.value.fields) == {"legal_name", "country"}
    assert place.rooms.outbox.counts().unsent == 0


def test_a_user_is_added_changed_and_deactivated(place: Workplace) -> None:
    account, subject = place.rooms.account, place.subject
    new = User(name="Nora Beck", email="nora.beck@brennholt.example", role="member")
    account.put_user(new, subject)
    line = next(one for one in account.shown().users if one.user.name == "Nora Beck")
    assert line.change is not None
    with pytest.raises(NotValid) as caught:
        account.put_user(User(name="Other", email=new.email.upper(), role="member"), subject)
    assert set(caught.value.fields) == {"email"}
    place.exchange()
    [known] = [user for user in account.users() if user.email == new.email]
    assert account.pending() == ()
    account.put_user(
        User(id=known.id, name=known.name, email=known.email, role="admin", active=False), subject
    )
    place.exchange()
    [after] = [user for user in account.users() if user.id == known.id]
    assert (after.role, after.active) == ("admin", False)
    assert account.pending() == ()


def test_a_contact_is_added_and_removed(place: Workplace) -> None:
    account, subject = place.rooms.account, place.subject
    account.put_contact(Contact(name="Rosa Lind", role="purchasing", phone="+49 1"), subject)
    place.exchange()
    [known] = [one for one in account.contacts() if one.name == "Rosa Lind"]
    account.put_contact(known, subject, removed=True)
    [line] = [one for one in account.shown().contacts if one.contact.id == known.id]
    assert line.removed
    place.exchange()
    assert all(one.id != known.id for one in account.contacts())
    assert account.pending() == ()


def test_affiliates_count_by_share_control_or_the_largest_share_the_law_allows(
    place: Workplace,
) -> None:
    account = place.rooms.account
    listed = (
        Affiliate(name="Half", country="AT", ownership_percent=50),
        Affiliate(name="Minor", country="CH", ownership_percent=49),
        Affiliate(name="Ruled", country="FR", ownership_percent=0, control=True),
        Affiliate(name="Joint", country="CN", ownership_percent=40, control=True),
    )
    account.set_affiliates(listed, place.subject)
    register = account.affiliates()
    assert register.rule.percent == 50
    assert register.rule.clause.startswith("5")
    assert [(line.affiliate.name, line.counted, line.authorized) for line in register.lines] == [
        ("Half", Counted.OWNERSHIP, True),
        ("Minor", Counted.BELOW, False),
        ("Ruled", Counted.CONTROL, True),
        ("Joint", Counted.LEGAL_MAXIMUM, True),
    ]
    place.exchange()
    known = account.account()
    assert known is not None
    assert known.affiliates == listed
    assert account.pending() == ()


def test_a_tax_exemption_goes_with_its_certificate_first(place: Workplace, tmp_path: Path) -> None:
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(b"%PDF-1.7 exempt")
    kept = place.rooms.files.attach(paper, no_report, CancelToken())
    account = place.rooms.account
    wish = TaxWish(region="US-NY", number="EX-48213", valid_until=date(2099, 12, 31))
    item = account.set_tax(wish, place.subject, files=[kept])
    assert place.rooms.outbox.get(item).after is not None
    place.exchange()
    known = account.account()
    assert known is not None
    assert known.tax_exemption is not None
    assert known.tax_exemption.number == "EX-48213"
    assert known.tax_exemption.state == "received"
    assert account.pending() == ()


def test_a_refused_change_stays_in_place_and_is_corrected(place: Workplace) -> None:
    account = place.rooms.account
    known = account.account()
    assert known is not None
    item = account.change_organization(organization(known, city="Neu-Ulm"), place.subject)
    place.sandbox.fault("status", status=422, path="/v1/account/changes", times=1)
    place.exchange()
    [refused] = account.pending()
    assert (refused.item, refused.state) == (item, ChangeState.REFUSED)
    assert refused.problem is not None
    new = account.change_organization(organization(known, city="Ulm an der Donau"), place.subject)
    [again] = account.pending()
    assert (again.item, again.state) == (new, ChangeState.QUEUED)
    place.exchange()
    after = account.account()
    assert after is not None
    assert after.organization.city == "Ulm an der Donau"
    assert account.pending() == ()


def test_a_discarded_change_is_shown_no_more(place: Workplace) -> None:
    account = place.rooms.account
    item = account.confirm(place.subject)
    place.rooms.outbox.discard(item)
    assert account.pending() == ()


def test_the_later_of_two_changes_of_one_thing_has_the_last_word(place: Workplace) -> None:
    account = place.rooms.account
    known = account.account()
    assert known is not None
    first = account.change_organization(organization(known, city="First"), place.subject)
    second = account.change_organization(organization(known, city="Second"), place.subject)
    assert place.rooms.outbox.get(second).after == first
    shown = account.shown().account
    assert shown is not None
    assert shown.organization.city == "Second"
    place.exchange()
    after = account.account()
    assert after is not None
    assert after.organization.city == "Second"


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared test vectors are not beside this tree")
def test_every_naughty_string_goes_through_every_field_and_back(place: Workplace) -> None:
    strings = [tidy(text)[:LONGEST] for text in json.loads(NAUGHTY.read_text(encoding="utf-8"))]
    assert len(strings) >= 515
    account, subject = place.rooms.account, place.subject
    known = account.account()
    assert known is not None
    listed = tuple(
        Affiliate(name=f"{text}#{at}", country="DE", ownership_percent=at % 101)
        for at, text in enumerate(strings)
    )
    account.set_affiliates(listed, subject)
    fields = ("legal_name", "street", "city", "postal_code", "tax_id")
    for at in range(0, len(strings) - 4, 103):
        some = [f"{text}." for text in strings[at : at + 5]]
        account.change_organization(
            organization(known, **dict(zip(fields, some, strict=True))), subject
        )
    people = strings[::40]
    for at, text in enumerate(people):
        account.put_user(User(name=f"{text}.", email=f"u{at}@b.example", role=f"{text}."), subject)
        account.put_contact(
            Contact(name=f"{text}.", role=f"{text}.", phone=f"{text}.", email=f"c{at}@b.example"),
            subject,
        )
        account.set_tax(TaxWish(region=f"{text}.", number=f"{text}."), subject)
    place.exchange()
    after = account.account()
    assert after is not None
    assert [one.name for one in after.affiliates] == [tidy(one.name) for one in listed]
    users = {user.email: user for user in account.users()}
    contacts = {contact.email: contact for contact in account.contacts()}
    for at, text in enumerate(people):
        wanted = tidy(f"{text}.")
        assert (users[f"u{at}@b.example"].name, users[f"u{at}@b.example"].role) == (wanted, wanted)
        contact = contacts[f"c{at}@b.example"]
        assert (contact.name, contact.role, contact.phone) == (wanted, wanted, wanted)
    assert after.tax_exemption is not None
    assert after.tax_exemption.number == tidy(f"{people[-1]}.")
    assert account.pending() == ()


def test_what_the_feed_said_before_is_no_answer_to_a_change_back(place: Workplace) -> None:
    account = place.rooms.account
    known = account.account()
    assert known is not None
    there = (Affiliate(name="Donau", country="AT", ownership_percent=60),)
    account.set_affiliates((*known.affiliates, *there), place.subject)
    account.set_affiliates(known.affiliates, place.subject)
    place.desk.office.send(place.info.id, hurry=True)
    assert [change.state for change in account.pending()] == [ChangeState.RECEIVED] * 2
    assert [line.affiliate for line in account.affiliates().lines] == list(known.affiliates)
    place.exchange()
    assert account.pending() == ()

"""Words of the activation: standings, steps, names that are pasted, commands, facts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from app.licenses.batches.model import HELD_BACK, Batch, BatchHost, HostStanding
from tests.support.host_batches import asked, request_file
from ui.kit.steps import StepState
from ui.licenses.activate.crossing import facts_of, file_name, set_hash, size_words, taken_apart
from ui.licenses.activate.dialogs import names_in, shell_lines
from ui.licenses.activate.facts import shell_facts
from ui.licenses.activate.looks import look_of, next_of, why_words
from ui.licenses.activate.rows import arranged, cells_at
from ui.licenses.activate.steps import CarryStep, next_step, steps

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def host(name: str, standing: HostStanding, **more: str) -> BatchHost:
    return BatchHost(id=name, host_name=name, standing=standing, **more)  # type: ignore[arg-type]


def batch(*standings: HostStanding) -> Batch:
    hosts = tuple(host(f"h-{at}", standing) for at, standing in enumerate(standings))
    return Batch(id="b", name="Hall 7", made_at=NOW, changed_at=NOW, hosts=hosts)


@pytest.mark.parametrize("standing", HostStanding)
def test_every_standing_has_a_word_a_shape_a_reason_and_a_next_step(
    standing: HostStanding,
) -> None:
    one = host("gw-1", standing, same_as="gw-2")
    assert look_of(one).words
    assert look_of(one).icon
    assert why_words(one)
    assert next_of(one).words
    assert bool(next_of(one).key) is (standing in HELD_BACK)


def test_a_copy_is_told_by_the_name_of_the_other_without_what_both_share() -> None:
    one = host("ham-hist-02", HostStanding.DUPLICATE, same_as="ham-hist-01")
    assert look_of(one).words == "Same as hist-01"
    other = host("a", HostStanding.DUPLICATE, same_as="a-host-of-quite-another-name")
    assert look_of(other).words == "Same as another"


def test_hosts_that_go_along_stand_before_those_that_need_somebody() -> None:
    found = arranged(
        (
            host("c", HostStanding.MISSING),
            host("b", HostStanding.REFUSED),
            host("z", HostStanding.REQUESTED),
            host("a", HostStanding.REQUESTED),
        ),
        "",
        held_only=False,
        sort=("", False),
    )
    assert [one.host_name for one in found] == ["a", "z", "b", "c"]


def test_a_filter_holds_all_its_words_and_reads_the_state_too() -> None:
    hosts = (host("ham-1", HostStanding.SENT), host("ham-2", HostStanding.REFUSED))
    found = arranged(hosts, "HAM refused", held_only=False, sort=("host", True))
    assert [one.host_name for one in found] == ["ham-2"]
    assert [one.host_name for one in arranged(hosts, "", held_only=True, sort=("", False))] == [
        "ham-2"
    ]


def test_a_thousand_hosts_are_sorted_and_painted_in_an_instant() -> None:
    hosts = [
        BatchHost(
            id=str(at), host_name=f"gw-{at:04}", product_name="Relay Gateway EU",
            standing=HostStanding.REQUESTED, collected_at=NOW - timedelta(minutes=at),
        )
        for at in range(1000)
    ]  # fmt: skip
    begin = perf_counter()
    found = arranged(hosts, "gw", held_only=False, sort=("collected", True))
    cells = [cells_at(lambda: NOW)(one) for one in found[:60]]
    assert perf_counter() - begin < 0.25
    assert cells[0][0].text == "gw-0000"


@pytest.mark.parametrize(
    ("standings", "step"),
    [
        ((), CarryStep.COLLECT),
        ((HostStanding.MISSING,), CarryStep.COLLECT),
        ((HostStanding.REQUESTED, HostStanding.ANSWERED), CarryStep.OUT),
        ((HostStanding.SENT,), CarryStep.OUT),
        ((HostStanding.SENT, HostStanding.ANSWERED), CarryStep.BACK),
        ((HostStanding.RETURNED, HostStanding.ANSWERED), CarryStep.RECEIPTS),
    ],
)
def test_who_comes_back_goes_on_where_something_is_to_be_done(
    standings: tuple[HostStanding, ...], step: CarryStep
) -> None:
    assert next_step(batch(*standings)) is step


def test_the_rail_tells_what_is_done_by_what_became_of_the_hosts() -> None:
    found = {
        one.key: one
        for one in steps(batch(HostStanding.RETURNED, HostStanding.RETURNED), CarryStep.COLLECT)
    }
    assert found["collect"].state is StepState.HERE
    assert all(found[key].state is StepState.DONE for key in ("out", "back", "receipts"))
    assert found["receipts"].text == "2 of 2 seen"
    begun = {one.key: one for one in steps(batch(HostStanding.REQUESTED), CarryStep.OUT)}
    assert begun["collect"].state is StepState.DONE
    assert begun["back"].state is StepState.AHEAD
    assert begun["back"].text == "Not started"


def test_host_names_are_taken_from_lines_commas_and_tables_each_once() -> None:
    assert names_in("gw-1\n gw-2 ,gw-1;gw-3\tgw-4\n\n") == ("gw-1", "gw-2", "gw-3", "gw-4")


def test_a_copied_host_is_told_how_to_get_an_id_and_a_stale_one_to_ask_anew() -> None:
    copied = shell_lines(host("gw-1", HostStanding.DUPLICATE, product_id="p", license_id="l"))
    assert "systemd-machine-id-setup" in copied[0]
    assert copied[1] == (
        "counterpart-host request --product p --license l --new --out request.json"
    )
    assert "--new" not in shell_lines(host("gw-1", HostStanding.MISSING))[0]
    assert not shell_lines(host("gw-1", HostStanding.REFUSED))


def test_a_long_command_is_broken_before_an_option_and_never_cut() -> None:
    line = "counterpart-host install activation-answers.json --vendor-file vendor.json --yes"
    facts = shell_facts([line])
    assert facts[0][0] == "$"
    assert all(key == "" for key, _text in facts[1:])
    assert all(len(text) <= 54 for _key, text in facts)
    assert " ".join(text.strip() for _key, text in facts) == line


def test_facts_are_those_of_the_very_bytes_that_are_carried() -> None:
    made = [asked(f"gw-{at}", NOW) for at in range(3)]
    data = request_file(*made)
    outgoing = taken_apart((data,))
    assert outgoing.hosts == 3
    facts = dict(facts_of(batch(), outgoing, made[1].request_id))
    body = json.loads(made[1].body)
    assert facts["request id"].startswith(made[1].request_id)
    assert facts["host"] == f"gw-1, license {body['license_id']}, {body['product_id']}, production"
    assert facts["fingerprint"].startswith(body["fingerprint"][:4])
    assert facts["fingerprint"].endswith("with 4 component hashes")
    assert facts["…"] == "2 more hosts, same fields"
    first = dict(facts_of(batch(), outgoing, "unknown"))
    assert first["request id"].startswith(made[0].request_id)
    assert not facts_of(batch(), taken_apart((b"no requests",)), "")


def test_every_field_of_a_request_is_shown() -> None:
    made = asked("gw-1", NOW)
    shown = " ".join(value for _key, value in facts_of(batch(), taken_apart(
        (request_file(made),)), ""))  # fmt: skip
    body = json.loads(made.body)
    assert set(body) == {
        "request_id", "nonce", "fingerprint", "components", "product_id", "license_id",
        "host_name", "host_key", "production", "created_at",
    }  # fmt: skip
    for name in ("request_id", "product_id", "license_id", "host_name"):
        assert body[name] in shown
    assert "2026" in shown
    assert "production" in shown


def test_files_are_named_after_the_batch_in_letters_that_travel() -> None:
    named = Batch(id="b", name="Bremen, hall 2 / ä", made_at=NOW, changed_at=NOW)
    assert file_name(named, "requests") == "bremen-hall-2-ä-requests.json"
    assert file_name(named, "requests", 1, 3).endswith("-requests-2.json")
    odd = Batch(id="b", name="///", made_at=NOW, changed_at=NOW)
    assert file_name(odd, "requests") == "batch-requests.json"


def test_sizes_and_hashes_are_short_enough_to_be_compared() -> None:
    assert size_words(346) == "346 bytes"
    assert size_words(4100) == "4.1 kB"
    assert size_words(2_500_000) == "2.5 MB"
    assert set_hash(b"") == "e3b0 c442"

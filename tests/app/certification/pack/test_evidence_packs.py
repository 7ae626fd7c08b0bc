"""Evidence packs: whole, redacted, altered in every part; checked without network or profile."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base.errors import Cancelled, DiskFull, FileTrouble
from app.base.tasks import CancelToken
from app.certification.pack import archive as archives
from app.certification.pack import evidence, problems
from app.certification.pack.model import PackState
from tests.support.evidence_packs import CSV, HOSTS, PDF, content, halved, members, rewritten

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECRET = "ham-conn-05"


def packed(path: Path, **more: object) -> Path:
    evidence.write(content(), path, at=AT, by="Dana Weber", **more)  # type: ignore[arg-type]
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return packed(tmp_path / "evidence.zip")


def failed(path: Path) -> list[str]:
    verdict = evidence.check(path)
    assert verdict.state is PackState.ALTERED, verdict
    assert not verdict.good
    return [one.name for one in verdict.checks if one.ok is False]


def test_a_pack_is_whole_and_says_what_was_looked_at(pack: Path) -> None:
    verdict = evidence.check(pack)
    assert verdict.state is PackState.WHOLE
    assert verdict.good
    assert [one.name for one in verdict.checks] == [
        "archive", "log", "members", "rows", "statement", "totals", "evidence",
    ]  # fmt: skip
    assert all(one.ok for one in verdict.checks)
    assert (verdict.rows, verdict.redacted_rows, verdict.withheld) == (5, 0, ())
    assert verdict.document_sha256 == hashlib.sha256(PDF).hexdigest()
    assert members(pack)["sources/E1.csv"] == CSV.encode()


def test_the_same_certification_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    assert packed(tmp_path / "again.zip").read_bytes() == pack.read_bytes()


def test_other_programs_can_check_it_as_its_page_of_words_says(pack: Path) -> None:
    """The recipe of README.txt followed with hashlib and json alone."""
    found = members(pack)
    manifest, salts = json.loads(found["manifest.json"]), json.loads(found["salts.json"])

    def digest(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    def canonical(value: object) -> bytes:
        return json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()  # for texts and whole numbers the same as RFC 8785

    for member in manifest["members"]:
        salted = salts[member["name"]].encode() + found[member["name"]]
        assert (len(found[member["name"]]), digest(salted)) == (member["size"], member["sha256"])
    before = "0" * 64
    for line in found["log.jsonl"].splitlines():
        assert json.loads(line)["before"] == before
        before = digest(line)
    assert before == manifest["log_head"]
    root, total = hashlib.sha256(), 0
    for line in found["rows.jsonl"].splitlines():
        row = json.loads(line)
        hidden = digest(canonical({"hidden": row["hidden"], "salt": row["salt"]}))
        root.update(
            hashlib.sha256(canonical({"hidden_sha256": hidden, "open": row["open"]})).digest()
        )
        total += int(row["open"]["quantity"])
    assert root.hexdigest() == manifest["rows_root"]
    head = json.loads(found["head.json"])["statement"]
    assert str(total) == head["lines"][0]["used"]
    assert digest(found["sources/E1.csv"]) == head["evidence"][0]["sha256"]


@pytest.mark.parametrize("name", ["README.txt", "head.json", "statement.json",
                                  "document/certificate.pdf", "sources/E1.csv"])  # fmt: skip
def test_a_changed_or_missing_file_is_found(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip")
    data = bytearray(members(path)[name])
    data[len(data) // 2] ^= 1
    assert "members" in failed(rewritten(path, {name: bytes(data)}))
    path = packed(tmp_path / "b.zip")
    assert "members" in failed(rewritten(path, {name: None}))


def test_an_added_file_is_found(pack: Path) -> None:
    assert failed(rewritten(pack, {"sources/E2.csv": b"more"})) == ["members"]


def test_a_changed_log_is_found(pack: Path, tmp_path: Path) -> None:
    lines = members(pack)["log.jsonl"].splitlines(keepends=True)
    for n, spoiled in enumerate(
        [
            lines[0].replace(b"Dana", b"Dora") + lines[1],
            lines[1],
            lines[0],
            lines[1] + lines[0],
            b"".join(lines) + b"{}\n",
            b"",
        ]
    ):
        path = rewritten(packed(tmp_path / f"{n}.zip"), {"log.jsonl": spoiled})
        assert "log" in failed(path), spoiled


def test_an_entry_that_is_no_redaction_cannot_follow(pack: Path) -> None:
    data = members(pack)["log.jsonl"]
    log = evidence.Log(data.splitlines())
    log.add("2026-12-01T00:00:00.000000Z", "somebody", "signed", "signature")
    assert failed(rewritten(pack, {"log.jsonl": log.data()})) == ["log"]


def test_changed_added_and_missing_rows_are_found(pack: Path, tmp_path: Path) -> None:
    lines = members(pack)["rows.jsonl"].splitlines(keepends=True)
    swapped = lines[0].replace(b"ham-conn-01", b"ham-conn-99")
    for n, spoiled in enumerate(
        [b"".join(lines[1:]), b"".join([*lines, lines[0]]), swapped + b"".join(lines[1:]),
         b"".join(reversed(lines)), b"{}\n", b"x", b"".join(lines)[:-1]]
    ):  # fmt: skip
        path = rewritten(packed(tmp_path / f"{n}.zip"), {"rows.jsonl": spoiled})
        assert "rows" in failed(path), spoiled


def test_rows_that_do_not_add_up_to_the_certificate_are_found(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    evidence.write(content(lines=halved), path, at=AT)
    assert failed(path) == ["totals"]
    words = evidence.check(path).words
    assert "states 5, the rows add up to 4.5" in words


def test_a_source_that_is_not_the_one_the_certificate_states_is_found(tmp_path: Path) -> None:
    made = content()
    document, source = made.pieces
    other = evidence.msgspec.structs.replace(source, open=lambda: io.BytesIO(b"host\n"))
    path = tmp_path / "evidence.zip"
    evidence.write(evidence.msgspec.structs.replace(made, pieces=(document, other)), path, at=AT)
    assert failed(path) == ["evidence"]


def test_a_redaction_hides_the_host_everywhere_and_every_check_still_holds(
    pack: Path, tmp_path: Path
) -> None:
    path = packed(tmp_path / "redacted.zip", hosts=[SECRET.upper()])
    found = members(path)
    assert not any(SECRET.encode() in data for data in found.values())
    assert HOSTS[0].encode() in found["rows.jsonl"]
    verdict = evidence.check(path)
    assert verdict.state is PackState.REDACTED
    assert verdict.good
    assert (verdict.rows, verdict.redacted_rows) == (5, 1)
    assert verdict.withheld == ("document/certificate.pdf", "sources/E1.csv", "statement.json")
    by_name = {one.name: one.ok for one in verdict.checks}
    assert by_name["totals"] is True
    assert by_name["rows"] is True
    assert by_name["evidence"] is None
    assert verdict.fingerprint == evidence.check(pack).fingerprint
    assert found["manifest.json"] == members(pack)["manifest.json"]


def test_what_is_withheld_cannot_be_found_by_trying_names(pack: Path, tmp_path: Path) -> None:
    """Who knows all but one host must not be able to test guesses against any hash in the pack."""
    found = members(packed(tmp_path / "redacted.zip", hosts=[SECRET]))
    whole = members(pack)
    everything = b"".join(found.values())
    for name in ("statement.json", "document/certificate.pdf"):
        assert hashlib.sha256(whole[name]).hexdigest().encode() not in everything
        assert json.loads(whole["salts.json"])[name].encode() not in everything
    hidden = [json.loads(line) for line in whole["rows.jsonl"].splitlines()][-1]
    assert hidden["hidden"]["name"] == SECRET
    assert hidden["salt"].encode() not in everything


def test_a_finished_pack_is_redacted_further_and_its_manifest_stays(
    pack: Path, tmp_path: Path
) -> None:
    once, twice = tmp_path / "once.zip", tmp_path / "twice.zip"
    evidence.redact(pack, once, [SECRET], at=AT, by="Dana Weber")
    evidence.redact(once, twice, [HOSTS[0], HOSTS[1]], at=AT)
    assert [evidence.check(one).redacted_rows for one in (pack, once, twice)] == [0, 1, 3]
    assert len({evidence.check(one).fingerprint for one in (pack, once, twice)}) == 1
    assert not any(HOSTS[0].encode() in data for data in members(twice).values())
    evidence.redact(twice, twice, [HOSTS[2]], at=AT)
    assert evidence.check(twice).redacted_rows == 4


def test_a_place_is_redacted_like_a_host(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "redacted.zip"
    evidence.redact(pack, path, ["hamburg"], at=AT)
    assert evidence.check(path).redacted_rows == 5
    assert not any(b"Hamburg" in data for data in members(path).values())


def test_a_host_that_an_explanation_names_takes_the_head_along(tmp_path: Path) -> None:
    path = tmp_path / "redacted.zip"
    evidence.write(content(explanation=f"{SECRET} was moved"), path, hosts=[SECRET], at=AT)
    assert "head.json" in evidence.check(path).withheld
    assert evidence.check(path).state is PackState.REDACTED
    assert not any(SECRET.encode() in data for data in members(path).values())


def test_a_misspelt_host_is_told_and_no_pack_is_written(pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "redacted.zip"
    with pytest.raises(problems.UnknownHost, match="not found"):
        packed(path, hosts=[SECRET, "ham-con-05"])
    with pytest.raises(problems.UnknownHost):
        evidence.redact(pack, path, ["ham-con-05"], at=AT)
    assert not path.exists()


def test_an_altered_pack_is_not_redacted(pack: Path, tmp_path: Path) -> None:
    rewritten(pack, {"head.json": b"{}"})
    with pytest.raises(problems.PackAltered):
        evidence.redact(pack, tmp_path / "redacted.zip", [SECRET], at=AT)


def test_a_file_that_is_withheld_must_not_be_there_and_the_other_way_round(
    pack: Path, tmp_path: Path
) -> None:
    whole = members(pack)
    path = packed(tmp_path / "redacted.zip", hosts=[SECRET])
    put_back = rewritten(path, {"sources/E1.csv": whole["sources/E1.csv"]})
    assert failed(put_back) == ["members"]


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../b", "..\\evil", "a\\b", "C:evil",
                                  "a//b", ".hidden", "a/b/c", "sources/E1.csv\0.txt", "ü",
                                  "SOURCES/e1.CSV"])  # fmt: skip
def test_a_dangerous_name_refuses_the_whole_pack(pack: Path, name: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    with zipfile.ZipFile(pack, "a") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = info.orig_filename = name
        archive.writestr(info, b"evil")
    verdict = evidence.check(pack)
    assert verdict.state is PackState.UNREADABLE
    assert not verdict.good
    with pytest.raises(problems.UnsafePack):
        archives.Archive(pack)
    assert sorted(tmp_path.rglob("*")) == before


def test_links_encrypted_members_and_strange_compression_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    lzma = zipfile.ZipInfo("packed")
    lzma.compress_type = zipfile.ZIP_LZMA
    for n, info in enumerate((link, lzma)):
        path = packed(tmp_path / f"{n}.zip")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(info, b"/etc/passwd")
        assert evidence.check(path).state is PackState.UNREADABLE
    path = packed(tmp_path / "locked.zip")
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert evidence.check(path).state is PackState.UNREADABLE


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("manifest.json", "w", force_zip64=True) as sink,
    ):
        for _mb in range(80):
            sink.write(bytes(1 << 20))
    assert path.stat().st_size < 200_000
    assert evidence.check(path).state is PackState.UNREADABLE


def test_a_member_that_is_longer_than_it_says_is_found(pack: Path) -> None:
    data = pack.read_bytes()
    size = len(members(pack)["head.json"])
    at = data.index(b"head.json", data.index(b"PK\x01\x02")) - 46
    assert int.from_bytes(data[at + 24 : at + 28], "little") in (size, 0xFFFFFFFF)
    spoiled = bytearray(data)
    spoiled[at + 24 : at + 28] = (size - 1).to_bytes(4, "little")
    pack.write_bytes(bytes(spoiled))
    assert not evidence.check(pack).good


def test_a_newer_form_is_told_apart_from_what_is_no_pack(pack: Path, tmp_path: Path) -> None:
    manifest = members(pack)["manifest.json"]
    newer = manifest.replace(b"counterpart-evidence/1", b"counterpart-evidence/2")
    verdict = evidence.check(rewritten(pack, {"manifest.json": newer}))
    assert verdict.state is PackState.UNREADABLE
    assert "newer version" in verdict.words
    for n, data in enumerate([b"", b"PK\x03\x04", b"%PDF-1.7", CSV.encode()]):
        path = tmp_path / f"{n}.zip"
        path.write_bytes(data)
        assert evidence.check(path).state is PackState.UNREADABLE
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("manifest.json", b"{}")
    assert evidence.check(other).state is PackState.UNREADABLE


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        evidence.check(tmp_path / "none.zip")


def test_a_full_disk_leaves_the_old_pack_and_nothing_else(pack: Path, monkeypatch) -> None:
    before = pack.read_bytes()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("app.base.files.os.fsync", full)
    with pytest.raises(DiskFull):
        packed(pack)
    assert pack.read_bytes() == before
    assert [one.name for one in pack.parent.iterdir()] == [pack.name]


def test_packing_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        packed(tmp_path / "evidence.zip", cancel=cancel)
    assert list(tmp_path.iterdir()) == []


@settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_no_flipped_bit_anywhere_is_taken_for_a_whole_pack(pack: Path, data: st.DataObject) -> None:
    whole = packed(pack).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    spoiled = bytearray(whole)
    spoiled[at] ^= 1 << data.draw(st.integers(0, 7))
    pack.write_bytes(bytes(spoiled))
    verdict = evidence.check(pack)
    # Bits of a zip that nothing reads (times, versions, attributes) may differ; what is read not.
    if verdict.good:
        assert members(pack) == members(packed(pack.with_name("again.zip")))

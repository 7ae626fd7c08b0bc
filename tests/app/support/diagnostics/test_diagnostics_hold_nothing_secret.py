"""A bundle of diagnostics: what is in it, what never is, and that it is the same each time."""

from __future__ import annotations

import io
import os
import platform
import secrets
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import __version__
from app.base import logs as own_logs
from app.base.errors import Cancelled, Problem
from app.base.findings import DoctorFinding
from app.base.tasks import CancelToken
from app.licenses.views.model import LicenseStanding, LicenseView
from app.support.diagnostics.gathering import LOG_TAIL, bundle, product_log
from app.support.diagnostics.model import Bundle, BundleFile
from app.support.diagnostics.packing import zip_of
from app.support.scan.scanner import scan_file
from tests.support.canaries import hits
from tests.support.sensitive import planted

_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_FINDING = DoctorFinding(
    id="network.portal", area="network", level="warn", title="The portal is slow",
    cause="It took 9 s.", next_step="Ask who runs the network.", facts=(("Took", "9 s"),),
)  # fmt: skip


def _license(number: int) -> LicenseView:
    return LicenseView(
        id=f"lic-{number}", name="Relay Server", product_id="relay", product_name="Relay",
        order_id="o-1", order_number=f"KO-{number}", line_id="l-1",
        standing=LicenseStanding.EXPIRED, words="Its term ended on 2026-10-31.",
        key_hint="…7Q2X", permitted=3, used=2,
    )  # fmt: skip


def _logs(root: Path, canaries: dict[str, str]) -> Path:
    """Logs and reports of crashes in which everything went wrong at once."""
    folder = root / "logs"
    logger = own_logs.start(folder, "window")
    logger.info("all is well")
    logger.warning("the portal did not answer")
    own_logs.stop(logger)
    lines = [
        "2026-11-23 09:00:00,000 INFO counterpart quiet line",
        "2026-11-23 09:00:01,000 ERROR counterpart it broke",
        "Traceback (most recent call last):",
        f'  File "{Path.home()}/app/x.py", line 1',
        f"ValueError: token={canaries['token']} for {canaries['mail']}",
        "2026-11-23 09:00:02,000 INFO counterpart after",
    ]
    (folder / "worker.log").write_text("\n".join(lines), "utf-8")
    crashes = folder / "crashes"
    crashes.mkdir()
    for hour in range(8):
        text = f"Counterpart, window\npassword: {canaries['password']}\nhour {hour}\n"
        (crashes / f"crash-20261123-0{hour}0000-000000.txt").write_text(text, "utf-8")
    (crashes / "hard-crash.txt").write_text("Fatal Python error: Segmentation fault\n", "utf-8")
    return folder


@pytest.fixture
def canaries() -> dict[str, str]:
    return {
        "token": secrets.token_urlsafe(32),
        "password": "Tulip4Sun" + secrets.token_hex(4),
        "mail": f"jane.{secrets.token_hex(4)}@example.com",
    }


def _files(made: Bundle) -> dict[str, str]:
    return {file.name: file.text for file in made.files}


def test_it_holds_the_program_licenses_errors_crashes_and_the_doctor(
    tmp_path: Path, canaries: dict[str, str]
) -> None:
    made = bundle(
        [_license(7)], logs=_logs(tmp_path, canaries), now=_NOW, doctor=[_FINDING]
    )  # fmt: skip
    files = _files(made)
    assert list(files) == [
        "system.txt", "licenses.txt", "errors.txt",
        *(f"crash-20261123-0{hour}0000-000000.txt" for hour in (7, 6, 5, 4, 3)),
        "hard-crash.txt", "doctor.txt",
    ]  # fmt: skip
    assert __version__ in files["system.txt"]
    assert platform.python_version() in files["system.txt"]
    assert "KO-7" in files["licenses.txt"]
    assert "expired" in files["licenses.txt"]
    assert "7Q2X" not in files["licenses.txt"]
    assert "it broke" in files["errors.txt"]
    assert "Traceback" in files["errors.txt"]
    assert "the portal did not answer" in files["errors.txt"]
    assert "quiet line" not in files["errors.txt"]
    assert "all is well" not in files["errors.txt"]
    assert "The portal is slow" in files["doctor.txt"]
    assert all(file.about and file.chosen for file in made.files)


def test_nothing_secret_is_in_it_in_any_spelling(tmp_path: Path, canaries: dict[str, str]) -> None:
    log = tmp_path / "product.log"
    log.write_text(
        f"{Path.home()}/x password={canaries['password']} user={canaries['mail']}\n"
        f"Authorization: Bearer {canaries['token']}\n"
        + "\n".join(one.line for one in planted()), "utf-8",
    )  # fmt: skip
    facts = (("Token", f"token={canaries['token']}"), ("Mail", canaries["mail"]))
    made = bundle(
        [_license(7)], logs=_logs(tmp_path, canaries), now=_NOW, product_logs=[log],
        doctor=[DoctorFinding(id="x", area="a", level="ok", title="t", cause="c", facts=facts)],
    )  # fmt: skip
    folder = tmp_path / "unpacked"
    packed = zip_of(made)
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    home = {"home": str(Path.home())} if len(str(Path.home())) >= 8 else {}
    assert hits({**canaries, **home}, [folder]) == []
    text = "".join(_files(made).values())
    assert not [one.name for one in planted() if one.value in text]
    assert scan_file(lambda: io.BytesIO(packed), "d.zip", "f").findings == ()
    assert next(one for one in made.files if one.name == "logs/product.log").covered > 50


def test_the_names_of_computer_and_user_are_in_it_only_where_they_were_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "node", lambda: "ulm-ws-17")
    monkeypatch.setenv("LOGNAME", "jdoe42")
    log = tmp_path / "a.log"
    log.write_text("jdoe42 on ULM-WS-17 said ulm-ws-170", "utf-8")
    hidden = bundle(logs=tmp_path, now=_NOW, product_logs=[log])
    assert _files(hidden)["logs/a.log"] == "[user] on [host] said ulm-ws-170"
    assert "ulm-ws-17" not in _files(hidden)["system.txt"]
    named = bundle(logs=tmp_path, now=_NOW, product_logs=[log], named=True)
    assert "jdoe42 on ULM-WS-17" in _files(named)["logs/a.log"]
    assert "ulm-ws-17" in _files(named)["system.txt"]


def test_the_same_files_give_the_same_archive_and_only_those_that_are_chosen() -> None:
    made = Bundle().adding(
        BundleFile(name="a.txt", text="one é", about=""),
        BundleFile(name="a.txt", text="two", about=""),
        BundleFile(name="b", text="three", about="", chosen=False),
        BundleFile(name="b", text="four", about=""),
    )
    assert [one.name for one in made.files] == ["a.txt", "a-2.txt", "b", "b-2"]
    assert zip_of(made) == zip_of(made)
    with zipfile.ZipFile(io.BytesIO(zip_of(made))) as archive:
        assert archive.namelist() == ["a.txt", "a-2.txt", "b-2"]
        assert archive.read("a.txt").decode() == "one é"
    with zipfile.ZipFile(io.BytesIO(zip_of(made.choosing({"b"})))) as archive:
        assert archive.namelist() == ["b"]


def test_of_a_long_log_the_end_is_taken_from_a_whole_line_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LOG_TAIL == 5_000_000
    monkeypatch.setattr("app.support.diagnostics.gathering.LOG_TAIL", 10_000)
    log = tmp_path / "long.log"
    log.write_text("".join(f"line {number:08d}\n" for number in range(5000)), "utf-8")
    made = product_log(log)
    lines = made.text.splitlines()
    assert lines[-1] == "line 00004999"
    assert all(len(line) == 13 for line in lines)
    assert 9_900 < len(made.text) < 10_010


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_log_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "a.log"
    log.write_bytes("first line\npassword=Tulip4Sun\n".encode(encoding))
    made = product_log(log)
    assert "first line" in made.text
    assert "Tulip4Sun" not in made.text


def test_what_is_no_text_is_said_and_not_chosen(tmp_path: Path) -> None:
    log = tmp_path / "a.db"
    log.write_bytes(b"SQLite format 3\0" + bytes(500))
    made = product_log(log)
    assert not made.chosen
    assert "no text" in made.text


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        product_log(tmp_path / "missing.log")
    with pytest.raises(Problem):
        product_log(tmp_path)
    target = tmp_path / "target.log"
    target.write_text("x", "utf-8")
    link = tmp_path / "link.log"
    link.symlink_to(target)
    with pytest.raises(Problem):
        product_log(link)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.log")
        with pytest.raises(Problem):
            product_log(tmp_path / "pipe.log")


def test_a_hostile_name_of_a_log_is_made_safe(tmp_path: Path) -> None:
    log = tmp_path / ("a b\u202e:" + "x" * 200 + ".log")
    log.write_text("x", "utf-8")
    name = product_log(log).name
    assert name.isprintable()
    assert not set(name.removeprefix("logs/")) & set('\\/:*?"<>| ')


def test_gathering_stops_when_canceled_and_needs_no_folder(tmp_path: Path) -> None:
    cancel = CancelToken()
    assert bundle(logs=tmp_path / "none", now=_NOW, cancel=cancel).files
    cancel.cancel()
    with pytest.raises(Cancelled):
        bundle(logs=tmp_path / "none", now=_NOW, cancel=cancel)

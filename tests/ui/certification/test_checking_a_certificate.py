"""Check a certificate: dropped or opened, one verdict, its checks, and a certificate trusted."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.account.model import ProfileInfo
from app.base.settings import Settings
from app.certification.paper import printing
from app.documents.model import Paper
from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.documents.signing.signing import sign
from app.documents.verifying.model import Verdict
from tests.screens.world import NOW, StoppedClock
from tests.support import certificates, signing_keys
from ui.certification.checker import CheckerView
from ui.jobs import Jobs
from ui.kit.theme import Theme


class NoRooms:
    """A document is checked without any store."""

    def close(self) -> None:
        """Nothing to close."""


@functools.cache
def signed_pdf() -> bytes:
    """A certificate of the usual figures, signed by whom it names."""
    statement = certificates.statement()
    pdf = printing.pdf(statement, paper=Paper.A4, fixed=NOW)
    anna = signing_keys.identity(
        statement.signatory.name, signing_keys.authority(), organization=statement.customer.name
    )
    with tempfile.TemporaryDirectory() as folder:
        key = SigningKey(place=KeyPlace.FILE, path=str(anna.p12_file(Path(folder))))
        return sign(pdf, key, signing_keys.PASSPHRASE, level=Level.B_B, now=NOW)[0]


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[CheckerView]:
    jobs = Jobs(NoRooms)  # type: ignore[arg-type]
    profile = ProfileInfo(
        id="p", name="Production", vendor="Kestrane", account="Brennholt SE",
        address="https://portal.example", created_at=NOW,
    )  # fmt: skip
    made = CheckerView(theme, jobs, StoppedClock(), profile, {})
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    yield made
    assert jobs.close(10)


def verdict_of(view: CheckerView, qtbot: QtBot, path: Path) -> Verdict:
    before = view.result
    view.check(path)
    qtbot.waitUntil(lambda: view.result is not None and view.result is not before, timeout=30_000)
    assert view.result is not None
    return view.result.checked.judged.verdict


def said(view: CheckerView) -> str:
    return "\n".join(one.text() for one in view.findChildren(QLabel) if one.isVisible())


def test_a_dropped_certificate_is_judged_and_valid_once_its_issuer_is_trusted(
    view: CheckerView, qtbot: QtBot, tmp_path: Path
) -> None:
    path, root = tmp_path / "certificate.pdf", tmp_path / "root.pem"
    path.write_bytes(signed_pdf())
    root.write_bytes(signing_keys.authority().pem)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    view.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    qtbot.waitUntil(lambda: view.result is not None, timeout=30_000)
    first = view.result
    assert first is not None
    assert first.checked.judged.verdict is Verdict.VALID_UNTRUSTED_SIGNER
    assert "Unchanged, signer not trusted" in said(view)
    assert first.trust is not None
    with qtbot.waitSignal(view.settings_changed) as changed:
        view.trust((str(root),))
    assert changed.args == [Settings(trusted_certificates=(str(root),))]
    qtbot.waitUntil(lambda: view.result is not first, timeout=30_000)
    assert view.result is not None
    assert view.result.checked.judged.verdict is Verdict.VALID
    assert view.result.trust is None, "nothing left to trust"
    figures = view.result.figures
    assert figures is not None
    assert figures.table.model().rowCount() == len(certificates.statement().lines)


def test_what_was_changed_after_signing_is_said_in_words_and_not_by_color_alone(
    view: CheckerView, qtbot: QtBot, tmp_path: Path
) -> None:
    pdf = signed_pdf()
    path = tmp_path / "altered.pdf"
    path.write_bytes(pdf + b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")
    assert verdict_of(view, qtbot, path) is not Verdict.VALID
    assert "do not rely on it" in said(view)


def test_another_kind_of_file_is_a_verdict_and_a_missing_one_a_problem(
    view: CheckerView, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(b"no PDF at all")
    assert verdict_of(view, qtbot, path) is Verdict.NOT_VERIFIED
    view.check(tmp_path / "gone.pdf")
    qtbot.waitUntil(lambda: "gone.pdf" in said(view), timeout=30_000)

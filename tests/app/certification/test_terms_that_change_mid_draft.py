"""The vendor publishes other terms while a draft lies open: it is said, taken over, never lost."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from app.certification.model import Step
from app.certification.problems import NotReady
from tests.support.certification_desk import (
    SIGNATORY,
    CertificationDesk,
    certification_desk,
)

ASKED, ORDER = "cert-2026-2", "KO-20417"


def republish(desk: CertificationDesk, version: str) -> str:
    """The same version with a clause more, as the portal would serve it; its new hash."""
    with desk.rooms() as rooms:
        text = rooms.terms.document(version).text + "\n\n## 99. More\n\nA clause more.\n"
    with desk.mirror() as mirror:
        [(body,)] = mirror.read("SELECT body FROM record WHERE id = ?", (version,))
    record = msgspec.json.decode(body)
    content = text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    record["text"] = {"sha256": sha256, "size": len(content), "media_type": "text/markdown"}
    desk.sandbox.mutate("put", kind="terms_document", id=version, data=record)
    desk.sandbox.mutate("put_text", id=version, text=text)
    desk.sync()
    return sha256


def test_another_text_of_the_governing_version_is_said_and_taken_over(tmp_path: Path) -> None:
    with certification_desk(tmp_path) as desk:
        with desk.rooms() as rooms:
            draft = rooms.certification.confirm_scope(rooms.certification.begin(ASKED).id)
            rooms.certification.set_signatory(draft.id, SIGNATORY)
        pinned = next(one for one in draft.terms if ORDER in one.orders)
        sha256 = republish(desk, pinned.version_id)
        assert sha256 != pinned.sha256
        with desk.rooms() as rooms:
            room = rooms.certification
            [said] = room.is_changed(draft.id)
            assert ORDER in said
            assert room.draft(draft.id).terms == draft.terms, "nothing is taken over by itself"
            scope = next(one for one in room.steps(draft.id) if one.step is Step.SCOPE)
            assert said in scope.missing
            with pytest.raises(NotReady) as caught:
                room.make(draft.id)
            assert said in caught.value.explanation
            after = room.acknowledge_change(draft.id)
            assert after.signatory == SIGNATORY
            assert room.is_changed(draft.id) == ()
            confirmed = room.confirm_scope(draft.id)
        assert sha256 in {one.sha256 for one in confirmed.terms if ORDER in one.orders}

"""Every kind, reason and rule is said in words; nothing of it is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

from app.support.scan import words
from app.support.scan.model import What
from app.support.scan.rule import Why
from app.support.scan.rules import detector
from tests.support.sources import ROOT


def test_every_kind_and_every_reason_has_words() -> None:
    assert len({words.what_words(what) for what in What}) == len(What)
    assert len({words.why_words(why) for why in Why}) == len(Why)


def test_the_rule_of_a_hosted_service_is_cited_and_our_own_caution_is_called_that() -> None:
    hosted = words.rule_words(hosted=True, clause="End Customer Terms 2026-09, §7.7.2")
    assert "(End Customer Terms 2026-09, §7.7.2)" in hosted
    assert "§7.7" in words.rule_words(hosted=True)
    own = words.rule_words(hosted=False, clause="§7.7.2")
    assert "our own caution" in own
    assert "§" not in own


def test_no_detector_asks_the_network_and_its_libraries_are_loaded_only_when_one_scans() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*_a, **_k): raise AssertionError('network')\n"
        "import app.support.scan.scanner as s\n"
        "heavy = {'detect_secrets', 'phonenumbers', 'stdnum', 'pypdfium2', 'requests'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import logging; before = list(logging.root.handlers)\n"
        "found = s.scan_text('key AKIAIOSFODNN7EXAMPLE and +49 151 23456789').findings\n"
        "assert len(found) == 2, found\n"
        "assert logging.root.handlers == before\n"
        "assert 'pypdfium2' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, check=True, timeout=60)


def test_rules_bound_what_they_look_at() -> None:
    for rule in detector().rules:
        assert rule.needles, rule.name
        assert rule.before + rule.after < 20_000, rule.name

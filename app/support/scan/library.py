"""The detectors of detect-secrets, used for their patterns alone.

Its plugins are values here: nothing of its settings, its files or its checks over the network is
used, so nothing about a secret is asked of anybody. Which patterns are left out, and why, is said
at each: those without a mark of their own, and those that ours tell more narrowly.
"""

from __future__ import annotations

import importlib
import re
from typing import NamedTuple

from app.base.text import N_
from app.support.scan.credentials import looks_random, stands_alone
from app.support.scan.model import What
from app.support.scan.rule import Candidate, Check, How, Rule, Where, Why


class _Use(NamedTuple):
    """Which detector, where its patterns can stand at all, and how wide the window has to be."""

    module: str
    detector: str
    name: str
    needles: tuple[bytes, ...]
    before: int
    after: int
    folded: bool = False
    check: Check = stands_alone
    skipped: frozenset[int] = frozenset()


def _random_alone(candidate: Candidate) -> bool:
    return stands_alone(candidate) and looks_random(candidate.value)


def _trimmed(candidate: Candidate) -> bool:
    return len(set(candidate.value)) > 5


_USES = (
    _Use("aws", "AWSKeyDetector", N_("AWS key"), (b"AKIA", b"ASIA", b"ABIA", b"ACCA", b"A3T"), 0,
         40, skipped=frozenset((1,))),
    _Use("aws", "AWSKeyDetector", N_("AWS secret key"), (b"aws",), 0, 120, True, _random_alone,
         frozenset((0,))),
    # Its second pattern, "AP" and letters, is met by words in capitals.
    _Use("artifactory", "ArtifactoryDetector", N_("Artifactory token"), (b"AKC",), 1, 200,
         check=_trimmed, skipped=frozenset((1,))),
    _Use("azure_storage_key", "AzureStorageKeyDetector", N_("Azure storage key"),
         (b"AccountKey=",), 0, 100, check=_trimmed),
    _Use("cloudant", "CloudantDetector", N_("Cloudant key"), (b"cloudant",), 100, 160, True,
         _trimmed),
    # The token has no mark of its own; the name has to be near.
    _Use("discord", "DiscordBotTokenDetector", N_("Discord token"), (b"discord",), 120, 160, True),
    _Use("gitlab_token", "GitLabTokenDetector", N_("GitLab token"),
         (b"glpat-", b"gldt-", b"glft-", b"glsoat-", b"glrt-", b"GR1348941", b"glcbt-", b"glimt-",
          b"glptt-", b"glagent-", b"gloas-"), 0, 1100),
    _Use("github_token", "GitHubTokenDetector", N_("GitHub token"),
         (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"), 0, 60),
    _Use("ibm_cloud_iam", "IbmCloudIamDetector", N_("IBM Cloud key"), (b"ibm",), 10, 140, True,
         _random_alone),
    _Use("ibm_cos_hmac", "IbmCosHmacDetector", N_("IBM Cloud Object Storage key"), (b"ibm",), 10,
         140, True, _random_alone),
    _Use("mailchimp", "MailchimpDetector", N_("Mailchimp key"), (b"-us",), 33, 4),
    _Use("npm", "NpmDetector", N_("npm token"), (b"_authToken=",), 200, 200, check=_trimmed),
    _Use("openai", "OpenAIDetector", N_("OpenAI key"), (b"T3BlbkFJ",), 200, 40),
    _Use("pypi_token", "PypiTokenDetector", N_("PyPI token"), (b"pypi-AgE",), 0, 400),
    _Use("sendgrid", "SendGridDetector", N_("SendGrid key"), (b"SG.",), 0, 80),
    _Use("slack", "SlackDetector", N_("Slack token"), (b"xox", b"hooks.slack.com"), 8, 200, True),
    _Use("softlayer", "SoftlayerDetector", N_("SoftLayer key"), (b"softlayer",), 20, 160, True,
         _random_alone),
    _Use("square_oauth", "SquareOAuthDetector", N_("Square secret"), (b"sq0csp-",), 0, 60),
    _Use("stripe", "StripeDetector", N_("Stripe key"), (b"k_live_",), 1, 40),
    _Use("telegram_token", "TelegramBotTokenDetector", N_("Telegram token"),
         (b"telegram", b"/bot", b"bot_token"), 60, 120, True),
    _Use("twilio", "TwilioKeyDetector", N_("Twilio key"), (b"twilio",), 60, 160, True),
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """The library's patterns as rules. Loads the library: 0.4 s the first time."""
    return tuple(rule for use in _USES for rule in _rules_of(use))


def _rules_of(use: _Use) -> list[Rule]:
    module = importlib.import_module(f"detect_secrets.plugins.{use.module}")
    patterns: tuple[re.Pattern[str], ...] = tuple(getattr(module, use.detector).denylist)
    return [
        Rule(
            what=What.CREDENTIAL,
            name=use.name,
            why=Why.LOOKS,
            needles=use.needles,
            where=Where.FOLDED if use.folded else Where.RAW,
            how=How.AROUND,
            pattern=_of_bytes(pattern),
            check=use.check,
            before=use.before,
            after=use.after,
            rank=2,
        )
        for number, pattern in enumerate(patterns)
        if number not in use.skipped
    ]


def _of_bytes(pattern: re.Pattern[str]) -> re.Pattern[bytes]:
    """The same pattern for bytes, its groups kept only where one holds the secret alone."""
    source = pattern.pattern.encode("ascii")
    if b"npm_.+" in source:
        source = source.replace(
            b"((npm_.+)|([A-Fa-f0-9-]{36})).*", b"(npm_[A-Za-z0-9]{8,}|[A-Fa-f0-9-]{36})"
        )
    elif b"AKC" in source:  # what stands around it is no part of it: a quote ends a string of JSON
        source = source.replace(b"AKC[a-zA-Z0-9]{10,}", b"(AKC[a-zA-Z0-9]{10,})")
    elif source.startswith(b"("):
        source = source.replace(b"(", b"(?:", 1) if source[1:2] != b"?" else source
    if b"-([0-9a-fA-F]{2}_)?" in source:
        source = source.replace(b"-([0-9", b"-(?:[0-9", 1)
    return re.compile(source, pattern.flags & ~re.UNICODE)

"""What makes a signature last (B-LTA): issuers' certificates and lists of revoked ones, gathered.

They are fetched over a caller's own line, or given; pyHanko's own fetchers are never used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from app.base.errors import Problem
from app.documents.awaited import awaited
from app.documents.signing import stamp_problems
from app.documents.signing.certificates import loaded, self_signed
from app.documents.signing.opening import Opened
from app.documents.signing.stamping import Stamps

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext

Fetch: TypeAlias = Callable[[str], bytes]
"""The bytes at an address that a certificate names. Raises Problem or OSError."""

_MOST = 16
"""Files that are fetched for one signing; a chain has two to four certificates."""


class LongTerm(msgspec.Struct, frozen=True, kw_only=True):
    """Where proofs come from: trusted roots (PEM or DER), lists that are at hand, and a line."""

    trusted: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    fetch: Fetch | None = None


class Proofs(msgspec.Struct, frozen=True):
    """Everything that is embedded, as pyHanko takes it."""

    roots: tuple[x509.Certificate, ...]
    others: tuple[x509.Certificate, ...]
    crls: tuple[bytes, ...]
    moment: datetime

    def context(self) -> ValidationContext:
        """A context that fetches nothing and accepts nothing unproven."""
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.others),
            crls=list(self.crls),
            moment=self.moment,
            allow_fetching=False,
            revocation_mode="hard-fail",
        )


def gathered(ready: Opened, stamps: Stamps, given: LongTerm, now: datetime) -> Proofs:
    """The proofs for the signer's and the time-stamp service's certificates.

    Raises NoLongTermProof where an issuer or a list cannot be had, and as `stamps` does.
    """
    # The service's certificates come with a stamp: one for nothing shows them.
    awaited(stamps.stamper().async_dummy_response("sha256"))
    try:
        trusted = loaded(given.trusted)
    except ValueError as error:
        raise stamp_problems.no_long_term_proof(
            f"a trusted certificate is damaged: {error}"
        ) from error
    known = {one.sha256: one for one in (ready.certificate, *ready.others, *trusted)}
    known.update(stamps.certificates)
    fetched = _Fetched(given.fetch)
    _complete(known, fetched)
    crls = [*given.crls, *(fetched.crl(url) for one in known.values() for url in _crl_urls(one))]
    # A root that travels with the key or the stamp is a root here: what it is worth is for the
    # reader to say, who has trust of his own.
    roots = [one for one in known.values() if self_signed(one)]
    return Proofs(tuple(roots), tuple(known.values()), tuple(dict.fromkeys(crls)), now)


def _complete(known: dict[bytes, x509.Certificate], fetched: _Fetched) -> None:
    """Fetch the issuers that are missing, from where certificates say that they are."""
    waiting = list(known.values())
    while waiting:
        one = waiting.pop()
        if self_signed(one) or any(one.issuer == other.subject for other in known.values()):
            continue
        for url in _issuer_urls(one):
            for found in fetched.certificates(url):
                if found.sha256 not in known:
                    known[found.sha256] = found
                    waiting.append(found)


class _Fetched:
    """What was fetched, each address once."""

    def __init__(self, fetch: Fetch | None) -> None:
        self._fetch = fetch
        self._there: dict[str, bytes] = {}

    def crl(self, url: str) -> bytes:
        """A list of revoked certificates, as DER."""
        from asn1crypto import crl, pem  # noqa: PLC0415 - with the library that signs

        content = self._content(url)
        if pem.detect(content):
            content = pem.unarmor(content)[2]
        try:
            crl.CertificateList.load(content, strict=True).issuer.dump()
        except (ValueError, TypeError) as error:
            raise stamp_problems.no_long_term_proof(f"{url}: no list of revoked ones") from error
        return content

    def certificates(self, url: str) -> Iterable[x509.Certificate]:
        """The certificates at an address."""
        try:
            return loaded([self._content(url)])
        except ValueError as error:
            raise stamp_problems.no_long_term_proof(f"{url}: no certificate") from error

    def _content(self, url: str) -> bytes:
        if url in self._there:
            return self._there[url]
        if self._fetch is None:
            raise stamp_problems.no_long_term_proof(f"{url} is not fetched")
        if len(self._there) >= _MOST:
            raise stamp_problems.no_long_term_proof("the certificates name too many addresses")
        try:
            self._there[url] = self._fetch(url)
        except Problem as problem:
            raise stamp_problems.no_long_term_proof(
                f"{url}: {problem.code} {problem.title}"
            ) from problem
        except OSError as error:
            raise stamp_problems.no_long_term_proof(f"{url}: {type(error).__name__}") from error
        return self._there[url]


def _crl_urls(one: x509.Certificate) -> list[str]:
    """The first web address of each distribution point (RFC 5280, 4.2.1.13)."""
    if self_signed(one):
        return []
    urls = [point.url for point in one.crl_distribution_points]
    return [url for url in urls if url and url.startswith(("http://", "https://"))]


def _issuer_urls(one: x509.Certificate) -> list[str]:
    access = one.authority_information_access_value or ()
    return [
        entry["access_location"].native
        for entry in access
        if entry["access_method"].native == "ca_issuers"
        and str(entry["access_location"].native).startswith(("http://", "https://"))
    ]

"""A signing key made ready: out of a PKCS#12 file, from a token, or from the system's store.

The secret is used here and nowhere kept; what is opened is closed at the block's end.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.errors import from_os_error
from app.documents.signing import problems
from app.documents.signing.certificates import issuers
from app.documents.signing.model import KeyPlace, SigningKey

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.signers.pdf_cms import Signer

_LARGEST = 4_000_000
"""Bytes of a key file: those seen hold a key and a chain, some 10 KB."""


class Opened(msgspec.Struct, frozen=True):
    """What signs, its certificate, and the others that came with it. Its repr shows no key."""

    signer: Signer
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]

    def __repr__(self) -> str:
        return "Opened(…)"


@functools.cache
def quiet() -> None:
    """Keep the library's remarks off standard error; what they mean is said in problems."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).addHandler(logging.NullHandler())


@contextlib.contextmanager
def opened(key: SigningKey, secret: str) -> Iterator[Opened]:
    """The key, ready to sign until the block ends. Raises a SigningProblem."""
    quiet()
    if "\x00" in secret:
        # The library would panic on it, and print the secret while it does.
        raise problems.wrong_passphrase()
    match key.place:
        case KeyPlace.FILE:
            yield key_file(Path(key.path), secret)
        case KeyPlace.TOKEN | KeyPlace.SYSTEM:
            from app.documents.signing import tokens  # noqa: PLC0415 - native code of the token

            with tokens.opened(key, secret) as found:
                yield found


def key_file(path: Path, passphrase: str) -> Opened:
    """Key and chain of a PKCS#12 file (RFC 7292). Raises WrongSecret, BadKeyFile, FileTrouble."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - where used
        pkcs12,
    )
    from pyhanko.keys.internal import (
        translate_pyca_cryptography_cert_to_asn1 as certificate_of,
    )
    from pyhanko.keys.internal import (
        translate_pyca_cryptography_key_to_asn1 as key_of,
    )
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    content = _read(path)
    _check_form(content)
    try:
        key, found, others = pkcs12.load_key_and_certificates(content, passphrase.encode() or None)
    except ValueError:
        # From here on the form is that of a PKCS#12 file, so that it is the passphrase.
        raise problems.wrong_passphrase() from None
    except Exception as error:
        raise problems.bad_key_file(type(error).__name__) from None
    if key is None or found is None:
        raise problems.bad_key_file("no key with a certificate")
    certificate = certificate_of(found)
    chain = issuers(certificate, [certificate_of(one) for one in others])
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(chain)
    signer = SimpleSigner(
        signing_cert=certificate, signing_key=key_of(key), cert_registry=store, embed_roots=False
    )
    return Opened(signer, certificate, chain)


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise from_os_error(error, path) from error
    if len(content) > _LARGEST:
        raise problems.bad_key_file("too large")
    return content


def _check_form(content: bytes) -> None:
    """Raise BadKeyFile for what has not the outer form, before its passphrase is blamed."""
    from asn1crypto import pkcs12  # noqa: PLC0415 - with the library that signs

    try:
        outer = pkcs12.Pfx.load(content, strict=True)
        fine = outer["version"].native == "v3" and outer["auth_safe"]["content_type"].native
    except (ValueError, TypeError, KeyError) as error:
        raise problems.bad_key_file(type(error).__name__) from None
    if not fine:
        raise problems.bad_key_file("another version")

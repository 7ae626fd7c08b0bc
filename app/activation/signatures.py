"""Whether a key made a signature. Four schemes, each with one fixed hash and padding."""

from __future__ import annotations

from app.activation.keys import PublicKey


def made_by(key: PublicKey, scheme: str, message: bytes, signature: bytes) -> bool:
    """Whether `key` made `signature` over `message` under `scheme`; False for a foreign scheme."""
    if scheme not in key.schemes:
        return False
    try:
        return _verify(key, scheme, message, signature)
    except (ValueError, TypeError, IndexError):
        return False


def _verify(key: PublicKey, scheme: str, message: bytes, signature: bytes) -> bool:
    if scheme == "ed25519":
        from Crypto.Signature import eddsa  # noqa: PLC0415 - only what the file needs

        eddsa.new(key.key, "rfc8032").verify(message, signature)
        return True
    from Crypto.Hash import SHA256  # noqa: PLC0415 - only what the file needs

    digest = SHA256.new(message)
    if scheme == "rsa-sha256":
        from Crypto.Signature import pkcs1_15  # noqa: PLC0415 - only what the file needs

        pkcs1_15.new(key.key).verify(digest, signature)
    elif scheme == "rsa-pss-sha256":
        from Crypto.Signature import pss  # noqa: PLC0415 - only what the file needs

        longest_salt = key.key.size_in_bytes() - digest.digest_size - 2
        pss.new(key.key, salt_bytes=longest_salt).verify(digest, signature)
    else:
        from Crypto.Signature import DSS  # noqa: PLC0415 - only what the file needs

        DSS.new(key.key, "fips-186-3", "der").verify(digest, signature)
    return True

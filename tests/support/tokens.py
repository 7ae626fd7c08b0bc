"""Real PKCS#11 tokens (SoftHSM) in a folder of the test, with keys on them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.documents.signing.model import KeyPlace, SigningKey
from tests.support.signing_keys import Identity

PIN = "736251"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


def module() -> str:
    """SoftHSM's module; "" where it is not installed."""
    there = [one for one in _PLACES if Path(one).is_file()]
    return there[0] if there and shutil.which("softhsm2-util") else ""


class Drawer:
    """The tokens that are plugged in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tokens"
        self.folder.mkdir()
        self.settings = folder / "softhsm2.conf"
        self.settings.write_text(
            f"directories.tokendir = {self.folder}\nobjectstore.backend = file\nlog.level = ERROR\n"
        )

    def plug_in(self, label: str, *keys: tuple[str, Identity]) -> SigningKey:
        """A fresh token with the keys given, by their labels."""
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN,
             "--so-pin", "12345678"],
            check=True, capture_output=True,
            env={**os.environ, "SOFTHSM2_CONF": str(self.settings)},
        )  # fmt: skip
        for at, (name, who) in enumerate(keys, start=1):
            self._put(label, name, bytes([at]), who)
        return SigningKey(place=KeyPlace.TOKEN, path=module(), token=label)

    def unplug(self) -> None:
        """Pull out all of them."""
        for one in self.folder.iterdir():
            shutil.rmtree(one)

    def _put(self, token: str, label: str, key_id: bytes, who: Identity) -> None:
        import pkcs11
        from pkcs11 import Attribute
        from pkcs11.util.ec import decode_ec_private_key
        from pkcs11.util.rsa import decode_rsa_private_key
        from pkcs11.util.x509 import decode_x509_certificate

        content = who.key.private_bytes(
            Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
        decode = (
            decode_rsa_private_key
            if isinstance(who.key, rsa.RSAPrivateKey)
            else decode_ec_private_key
        )
        named = {Attribute.LABEL: label, Attribute.ID: key_id, Attribute.TOKEN: True}
        library = pkcs11.lib(module())
        library.reinitialize()
        with library.get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
            session.create_object({**decode(content), **named, Attribute.SIGN: True})
            for at, one in enumerate([who.certificate, *who.chain]):
                der = one.public_bytes(Encoding.DER)
                more = named if at == 0 else {**named, Attribute.ID: b"ca", Attribute.LABEL: "CA"}
                session.create_object({**decode_x509_certificate(der), **more})


@contextmanager
def drawer(folder: Path) -> Iterator[Drawer]:
    """A drawer that SoftHSM finds while the block lasts."""
    made = Drawer(folder)
    with patch.dict(os.environ, {"SOFTHSM2_CONF": str(made.settings)}):
        yield made

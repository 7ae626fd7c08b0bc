"""The Secret Service (GNOME Keyring, KWallet, KeePassXC) straight over D-Bus.

keyring's own backend for it would do, but importing keyring costs 120 ms of every start (measured:
155 ms to both keys against 70 this way), asks the person to unlock without telling us, and cannot
be stopped while it hangs. Items carry keyring's attributes, so that either finds the other's.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from app.vault.errors import VaultAbsent, VaultDenied, VaultLocked, VaultProblem

if TYPE_CHECKING:
    import secretstorage
    from jeepney.io.blocking import DBusConnection

_APPLICATION = "Python keyring library"
_LOCKED = "org.freedesktop.Secret.Error.IsLocked"


class SecretServiceRing:
    """One D-Bus connection a call. Not for several threads at once, save `abandon`."""

    backend = "Secret Service"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: DBusConnection | None = None

    def available(self) -> bool:
        """Whether a Secret Service runs on the session bus, or can be started by it."""
        import secretstorage  # noqa: PLC0415 - on Linux only, and not for importing this room

        try:
            with self._connected() as connection:
                return bool(secretstorage.check_service_availability(connection))
        except VaultAbsent:
            return False

    def read(self, service: str, names: Collection[str]) -> dict[str, str]:
        """All secrets of `service` that are asked for, over one connection."""
        found: dict[str, str] = {}
        with self._collection() as collection:
            query = {"service": service}
            if len(names) == 1:
                query["username"] = next(iter(names))
            for item in collection.search_items(query):
                name = item.get_attributes().get("username", "")
                if name in names and name not in found:
                    found[name] = item.get_secret().decode("utf-8", "replace")
        return found

    def write(self, service: str, name: str, text: str) -> None:
        """Keep a secret in the default collection."""
        label = f"Counterpart: {name} ({service})"
        with self._collection() as collection:
            collection.create_item(label, _attributes(service, name), text.encode(), replace=True)

    def delete(self, service: str, name: str) -> None:
        """Forget a secret."""
        with self._collection() as collection:
            for item in list(collection.search_items({"service": service, "username": name})):
                item.delete()

    def names(self, service: str) -> frozenset[str]:
        """The names that the items of `service` carry."""
        with self._collection() as collection:
            found = (
                item.get_attributes() for item in collection.search_items({"service": service})
            )
            return frozenset(item["username"] for item in found if "username" in item)

    def unlock(self, seconds: float) -> bool:
        """Have the service show its prompt: to unlock, or to make the first collection."""
        import secretstorage  # noqa: PLC0415

        with self._connected() as connection:
            try:
                collection = secretstorage.get_default_collection(connection)
                return not collection.is_locked() or not collection.unlock(timeout=seconds)
            except (TimeoutError, secretstorage.PromptDismissedException):
                return False

    def abandon(self) -> None:
        """Close the socket under a call that hangs."""
        with self._lock:
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    self._connection.sock.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _collection(self) -> Iterator[secretstorage.Collection]:
        import secretstorage  # noqa: PLC0415

        with self._connected() as connection:
            try:
                collection = secretstorage.Collection(connection)
            except secretstorage.ItemNotFoundException:
                raise VaultLocked(detail="there is no default collection yet") from None
            if collection.is_locked():
                raise VaultLocked
            yield collection

    @contextlib.contextmanager
    def _connected(self) -> Iterator[DBusConnection]:
        import jeepney  # noqa: PLC0415
        import secretstorage  # noqa: PLC0415

        try:
            connection = secretstorage.dbus_init()
        except (
            secretstorage.SecretStorageException,
            jeepney.auth.AuthenticationError,
            LookupError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise VaultAbsent(detail=_note(error)) from error
        with self._lock:
            self._connection = connection
        try:
            yield connection
        except secretstorage.SecretServiceNotAvailableException as error:
            raise VaultAbsent(detail=_note(error)) from error
        except secretstorage.LockedException as error:
            raise VaultLocked(detail=_note(error)) from error
        except jeepney.DBusErrorResponse as error:
            raise _meaning(error.name) from error
        except (secretstorage.SecretStorageException, OSError) as error:
            raise VaultDenied(detail=_note(error)) from error
        finally:
            with self._lock:
                self._connection = None
            connection.close()


def _meaning(name: str) -> VaultProblem:
    if name == _LOCKED:
        return VaultLocked(detail=name)
    return VaultDenied(detail=name)


def _attributes(service: str, name: str) -> dict[str, str]:
    return {"service": service, "username": name, "application": _APPLICATION}


def _note(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]

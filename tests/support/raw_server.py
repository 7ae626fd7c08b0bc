"""A server that says exactly the bytes a test wants, over TCP or TLS, and notes what it heard."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

JSON = "application/json"


def answer(body: bytes = b"{}", status: str = "200 OK", kind: str = JSON, **headers: str) -> bytes:
    """An answer with its length. Underscores in header names stand for hyphens."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 7, kind: str = JSON, **headers: str) -> bytes:
    """An answer in chunks."""
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", "Transfer-Encoding: chunked"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + framed + b"0\r\n\r\n"


Talk = Callable[["Conversation"], None]


class Conversation:
    """One connection from the server's side."""

    def __init__(self, sock: socket.socket, ending: threading.Event) -> None:
        self.sock = sock
        self.ending = ending
        self.request = b""

    def hear(self) -> bytes:
        """Read one request, body included; empty when the client left."""
        heard = b""
        while b"\r\n\r\n" not in heard:
            piece = self.sock.recv(65536)
            if not piece:
                return heard
            heard += piece
        head, _, body = heard.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(body) < length:
            body += self.sock.recv(65536)
        self.request = head + b"\r\n\r\n" + body
        return self.request

    def say(self, content: bytes) -> None:
        """Send bytes."""
        self.sock.sendall(content)

    def drip(self, content: bytes, pause: float) -> None:
        """Send a byte every `pause` seconds until the client or the test ends."""
        for byte in content:
            self.say(bytes((byte,)))
            if self.ending.wait(pause):
                return

    def hold(self) -> None:
        """Say nothing until the test ends or the client closes."""
        self.sock.settimeout(0.05)
        while not self.ending.is_set():
            try:
                if not self.sock.recv(65536):
                    return
            except TimeoutError:
                continue


def always(*answers: bytes) -> Talk:
    """Hear requests and give the answers in turn; the last one again and again."""
    turn = iter(answers)
    lock = threading.Lock()

    def talk(conversation: Conversation) -> None:
        while conversation.hear():
            with lock:
                content = next(turn, answers[-1])
            conversation.say(content)

    return talk


@dataclass
class RawServer:
    """Listens on 127.0.0.1 between `with` and its end; each connection has a thread."""

    talk: Talk
    context: ssl.SSLContext | None = None
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> RawServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ending = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="raw-server")]
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in list(self._sockets):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        scheme = "https" if self.context else "http"
        host = "localhost" if self.context else "127.0.0.1"
        return f"{scheme}://{host}:{self.port}"

    def _accept(self) -> None:
        while not self._ending.is_set():
            try:
                sock, _peer = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._sockets.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock,), name="raw-server")
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            if self.context is not None:
                secure = self.context.wrap_socket(sock, server_side=True)
                stack.callback(secure.close)
                self._sockets.append(secure)
                sock = secure
            conversation = Conversation(sock, self._ending)
            hear = conversation.hear

            def noted() -> bytes:
                request = hear()
                if request:
                    self.heard.append(request)
                return request

            conversation.hear = noted  # type: ignore[method-assign]
            self.talk(conversation)


@dataclass(frozen=True)
class Authority:
    """A certificate authority for tests."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls, name: str = "Test Root") -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(_certificate(name, key, name, key, authority=True), key)

    def save(self, path: Path) -> Path:
        """Write the root as PEM."""
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def context(
        self,
        folder: Path,
        *,
        names: tuple[str, ...] = ("localhost",),
        days: tuple[int, int] = (-1, 1),
        self_signed: bool = False,
        now: datetime.datetime | None = None,
    ) -> ssl.SSLContext:
        """A server context with a certificate for `names`, valid between `days` from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = "localhost" if self_signed else _common_name(self.certificate)
        certificate = _certificate(
            "localhost",
            key,
            issuer,
            key if self_signed else self.key,
            names=names,
            days=days,
            now=now,
        )
        file = folder / f"server-{certificate.serial_number:x}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signing: ec.EllipticCurvePrivateKey,
    *,
    authority: bool = False,
    names: tuple[str, ...] = (),
    days: tuple[int, int] = (-1, 1),
    now: datetime.datetime | None = None,
) -> x509.Certificate:
    today = now or datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + datetime.timedelta(days=days[0]))
        .not_valid_after(today + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False
        )
    return builder.sign(signing, hashes.SHA256())


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)

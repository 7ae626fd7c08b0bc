"""A portal that takes files in parts and what refers to them, in this process and on a socket.

It keeps the contract by itself, without the sandbox: a key once, a part only where the last one
ended, a file complete only when its hash is right, a request only when its files are there.
"""

from __future__ import annotations

import hashlib
import http.client
import http.server
import threading
from collections import Counter
from collections.abc import Callable

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.portal.errors import Conflict, NotFound, PortalProblem, Refused, Unreachable
from app.portal.uploads import UploadDiffers
from app.portal.wire import Receipt
from app.portal.wire_sent import Upload, UploadBody
from tests.support.stores import KeyedPortal


class FilePortal(KeyedPortal):
    """`fail` and `fail_after` of KeyedPortal are asked about every step of an upload too."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._now = clock.now
        self.announced: dict[str, tuple[UploadBody, bytearray, bool]] = {}
        self.completed: Counter[str] = Counter()
        self.contents: dict[str, bytes] = {}
        self.deleted: set[str] = set()

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Take an item whose files and request are here; refuses it by the contract else."""
        known = msgspec.json.decode(body, type=dict[str, object])
        uploads = known.get("uploads", [])
        assert isinstance(uploads, list)
        if key not in self.keys:
            missing = [one for one in uploads if one not in self.contents]
            if missing:
                raise Refused(status=422, problem_code="unknown_upload", detail="unknown_upload")
            request = known.get("request_id")
            if request is not None and (request not in self.keys or request in self.deleted):
                raise NotFound(problem_code="unknown_request")
        return super().submit(path, body, key, cancel)

    def announce(self, body: bytes, key: str, cancel: CancelToken | None = None) -> Upload:
        """Begin an upload, or say how far it is."""
        self._step(self.fail, key)
        if key not in self.announced:
            wanted = msgspec.json.decode(body, type=UploadBody)
            self.announced[key] = (wanted, bytearray(), False)
            self._complete(key)
        self._step(self.fail_after, key)
        return self._upload(key)

    def state(self, upload_id: str, cancel: CancelToken | None = None) -> Upload:
        """How far it is."""
        key = upload_id.removeprefix("upl-")
        self._step(self.fail, key)
        if key not in self.announced:
            raise NotFound(problem_code="unknown_upload")
        return self._upload(key)

    def send_part(self, upload: Upload, part: bytes, cancel: CancelToken | None = None) -> Upload:
        """Take the bytes behind the last ones."""
        key = upload.id.removeprefix("upl-")
        self._step(self.fail, key)
        if key not in self.announced:
            raise NotFound(problem_code="unknown_upload")
        _wanted, content, done = self.announced[key]
        if done or upload.received != len(content):
            raise Conflict(problem_code="wrong_offset")
        content += part
        self._complete(key)
        self._step(self.fail_after, key)
        return self._upload(key)

    def forget_uploads(self) -> None:
        """Those that are not complete are no longer known, as after a day."""
        self.announced = {key: one for key, one in self.announced.items() if one[2]}

    def _complete(self, key: str) -> None:
        wanted, content, done = self.announced[key]
        if done or len(content) < wanted.size:
            return
        if hashlib.sha256(content).hexdigest() != wanted.sha256:
            self.announced[key] = (wanted, bytearray(), False)
            raise UploadDiffers
        self.announced[key] = (wanted, content, True)
        self.completed[key] += 1
        self.contents[key] = bytes(content)
        self.keys[key] = (self._now(), Receipt(f"upl-{key}", key, self._now(), "upload"))

    def _upload(self, key: str) -> Upload:
        wanted, content, done = self.announced[key]
        return Upload(f"upl-{key}", key, wanted.size, len(content), done)

    def _step(self, fault: Callable[[str], BaseException | None], key: str) -> None:
        error = fault(key)
        if error is not None:
            raise error


class FileServer:
    """That portal on a socket, for clients that are killed."""

    def __init__(self, portal: FilePortal) -> None:
        self.portal = portal
        lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if len(content) != int(self.headers["Content-Length"]):
                    return
                path, key = self.path, self.headers["X-Key"]
                try:
                    with lock:
                        status, answer = 200, self._answer(path, key, content)
                except PortalProblem as problem:
                    code = getattr(problem, "problem_code", "")
                    status, answer = 400, [type(problem).__name__, code]
                body = msgspec.json.encode(answer)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _answer(self, path: str, key: str, content: bytes) -> object:
                match path:
                    case "/announce":
                        return portal.announce(content, key)
                    case "/state":
                        return portal.state(key)
                    case "/find":
                        return portal.find_submission(key)
                    case _ if path.startswith("/part/"):
                        head, _mark, part = content.partition(b"\n")
                        return portal.send_part(msgspec.json.decode(head, type=Upload), part)
                    case _:
                        return portal.submit(path, content, key)

            def log_message(self, *_args: object) -> None:
                """Nobody reads this server's log."""

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_args: object) -> None:
                """A killed client breaks its connection: that is the point."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


class FileClient:
    """A child's way to that portal: a fresh connection a request."""

    def __init__(self, port: int) -> None:
        self._port = port

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Send an item."""
        return msgspec.json.decode(self._ask(path, key, body), type=Receipt)

    def find_submission(self, client_id: str) -> Receipt | None:
        """Look an item up."""
        return msgspec.json.decode(self._ask("/find", client_id, b""), type=Receipt | None)

    def announce(self, body: bytes, key: str, cancel: CancelToken | None = None) -> Upload:
        """Announce a file."""
        return msgspec.json.decode(self._ask("/announce", key, body), type=Upload)

    def state(self, upload_id: str, cancel: CancelToken | None = None) -> Upload:
        """How far an upload is."""
        return msgspec.json.decode(self._ask("/state", upload_id, b""), type=Upload)

    def send_part(self, upload: Upload, part: bytes, cancel: CancelToken | None = None) -> Upload:
        """Send bytes."""
        body = msgspec.json.encode(upload) + b"\n" + part
        return msgspec.json.decode(self._ask("/part/", upload.id, body), type=Upload)

    def _ask(self, path: str, key: str, body: bytes) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request("POST", path, body, {"X-Key": key})
            reply = connection.getresponse()
            answer = reply.read()
        except OSError as error:
            raise Unreachable("127.0.0.1") from error
        finally:
            connection.close()
        if reply.status == 200:
            return answer
        name, code = msgspec.json.decode(answer, type=tuple[str, str])
        kinds: dict[str, type[PortalProblem]] = {"NotFound": NotFound, "Conflict": Conflict}
        raise kinds.get(name, Refused)(problem_code=code)  # type: ignore[call-arg]

"""The shell and the worker as real processes, with a home and a keyring of their own."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.base.messages import Done, Failed, FromWorker, ToWorker, encode, from_worker
from tests.support.sandbox import SandboxServer

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
SECONDS = 60.0


class Finished:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"exit {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


class Command(subprocess.Popen[str]):
    """A running command, which is killed when the test that watches it fails."""

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, *rest)


class Shell:
    """`counterpart` with an environment; several may share a home."""

    def __init__(self, home: Path, keyring: dict[str, str], **more: str) -> None:
        self.home = home
        self.environment = {
            **os.environ,
            **keyring,
            "COUNTERPART_HOME": str(home / "counterpart"),
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def start(self, *arguments: str) -> Command:
        """Start a command."""
        return Command(
            [sys.executable, "-m", "app.cli", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment,
            cwd=self.home,
        )

    def run(self, *arguments: str, stdin: str = "") -> Finished:
        """Run a command to its end."""
        with self.start(*arguments) as process:
            try:
                out, err = process.communicate(stdin, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return Finished(process.returncode, out, err)

    def sign_in(self, sandbox: SandboxServer, *more: str, user: str | None = None) -> Finished:
        """Sign in with the device grant; the person who types the code is the sandbox's."""
        with self.start("signin", sandbox.address, "--device", "--json", *more) as process:
            assert process.stderr
            said: list[str] = []
            for line in process.stderr:
                said.append(line)
                code = line.strip()
                if len(said) > 1 and "code" in said[-2]:
                    sandbox.approve_device(code, user)
                    break
            out, err = process.communicate(timeout=SECONDS)
        return Finished(process.returncode, out, "".join(said) + err)


class WorkerProcess:
    """`python -m app.worker` and everything it says."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self.said: list[FromWorker] = []
        self.raw = b""
        self._arrived: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def say(self, message: ToWorker) -> None:
        """Send a message."""
        self.write(encode(message))

    def write(self, line: bytes) -> None:
        """Send raw bytes."""
        assert self.process.stdin
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def hear(
        self, kind: type[T], fits: Callable[[T], bool] = lambda _m: True, seconds: float = SECONDS
    ) -> T:
        """Wait for the next message of `kind` that fits; what comes before is in `said`."""
        while True:
            line = self._arrived.get(timeout=seconds)
            if not line:
                raise AssertionError(f"the worker ended; it said {self.said}")
            self.raw += line
            message = from_worker(line)
            self.said.append(message)
            if isinstance(message, kind) and fits(message):
                return message

    def end_of(self, task: str) -> Done | Failed:
        """Wait for the end of a task."""
        ended: Done | Failed = self.hear((Done, Failed), lambda m: m.task == task)  # type: ignore[arg-type]
        return ended

    def stop(self, seconds: float = SECONDS) -> int:
        """Close its input and wait for its end."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self._reader.join()
        return code

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as stream:
            for line in stream:
                self._arrived.put(line)
        self._arrived.put(b"")

"""Plain logs of servers, made by a fixed seed: nothing in them should be taken for a secret.

They hold what looks alike on purpose: hashes, UUIDs, long counters, session ids, timestamps,
units with an @, principals, versions, and the words password and token in prose.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

_START = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
_SERVICES = ("orders", "billing", "gateway", "search", "inventory", "mailer", "scheduler", "auth")
_LEVELS = ("INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR")
_PATHS = (
    "/", "/health", "/v1/orders", "/v1/users/me", "/static/app.3f9c2b.js", "/img/icon@2x.png",
    "/v1/search?q=pump&page_token=CAUQAA", "/login", "/password/reset", "/api/token", "/metrics",
)  # fmt: skip
_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "curl/8.5.0", "kube-probe/1.29", "Prometheus/2.51.2", "python-requests/2.32.3",
)  # fmt: skip
_CLASSES = (
    "com.acme.orders.OrderController", "org.postgresql.jdbc.PgStatement",
    "com.acme.billing.InvoiceJob$Worker", "io.netty.channel.AbstractChannelHandlerContext",
    "java.util.concurrent.ThreadPoolExecutor$Worker", "com.acme.auth.PasswordEncoderFactory",
    "org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter",
)  # fmt: skip

Line = Callable[["_Maker"], str]


def megabytes(count: float, seed: int = 1) -> bytes:
    """`count` megabytes (10⁶ bytes) of lines."""
    wanted = int(count * 1_000_000)
    parts: list[str] = []
    size = 0
    for line in lines(seed):
        parts.append(line)
        size += len(line) + 1
        if size >= wanted:
            break
    return ("\n".join(parts) + "\n").encode("ascii")


def lines(seed: int = 1) -> Iterator[str]:
    """Lines without end, the same for the same seed."""
    maker = _Maker(random.Random(seed))
    while True:
        yield maker.random.choice(_LINES)(maker)


class _Maker:
    def __init__(self, source: random.Random) -> None:
        self.random = source
        self._now = _START

    @property
    def now(self) -> datetime:
        self._now += timedelta(microseconds=self.random.randrange(1, 900_000))
        return self._now

    def iso(self) -> str:
        return self.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def hex(self, digits: int) -> str:
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def uuid(self) -> str:
        text = self.hex(32)
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def base64(self, size: int) -> str:
        return base64.b64encode(self.random.randbytes(size)).decode()

    def digits(self, count: int) -> str:
        return str(self.random.randrange(10 ** (count - 1), 10**count))

    def ip(self) -> str:
        return ".".join(str(self.random.randrange(1, 255)) for _part in range(4))

    def mac(self) -> str:
        return ":".join(self.hex(2) for _part in range(6))

    def below(self, end: int) -> int:
        return self.random.randrange(end)

    def one(self, among: tuple[str, ...]) -> str:
        return self.random.choice(among)

    def syslog(self, program: str) -> str:
        return f"{self.now:%b %e %H:%M:%S} web{self.below(40):02d} {program}[{self.below(65536)}]:"


def _sshd(m: _Maker) -> str:
    return m.syslog("sshd") + " " + m.one((
        f"Accepted publickey for deploy from {m.ip()} port {m.below(65536)} ssh2:"
        f" ED25519 SHA256:{m.base64(32)[:43]}",
        f"Failed password for invalid user admin from {m.ip()} port {m.below(65536)} ssh2",
        "debug1: kex: algorithm: curve25519-sha256@libssh.org",
        "debug1: kex: server->client cipher: chacha20-poly1305@openssh.com MAC: <implicit>",
        f"pam_unix(sshd:session): session opened for user app{m.below(9)}(uid={m.below(2000)})",
        "error: maximum authentication attempts exceeded for root [preauth]",
    ))  # fmt: skip


def _system(m: _Maker) -> str:
    return m.one((
        m.syslog("sudo") + f" deploy : TTY=pts/{m.below(9)} ; PWD=/srv/app{m.below(99)} ; USER=root"
        " ; COMMAND=/usr/bin/systemctl restart nginx",
        m.syslog("systemd") + f" Started user@{m.below(2000)}.service - User Manager for UID 1000.",
        m.syslog("kernel") + f" [{m.below(10**6)}.{m.below(10**6):06d}] eth0: link up, {m.mac()}",
        m.syslog("CRON") + " (root) CMD (/usr/local/bin/rotate --keep 14 > /dev/null 2>&1)",
        m.syslog("dhclient") + f" DHCPACK of {m.ip()} from {m.ip()} ({m.mac()})",
        m.syslog("postfix/qmgr") + f" {m.hex(10).upper()}: removed, size={m.below(10**6)},"
        f" nrcpt=1, message-id=<{m.digits(14)}.{m.hex(12)}@mail.example.net>",
        m.syslog("krb5kdc") + f" AS_REQ ISSUE: authtime {m.digits(10)}, HTTP/web{m.below(30)}"
        ".example.net@EXAMPLE.NET for krbtgt/EXAMPLE.NET@EXAMPLE.NET",
    ))  # fmt: skip


def _nginx(m: _Maker) -> str:
    return (
        f'{m.ip()} - - [{m.now:%d/%b/%Y:%H:%M:%S +0000}] "GET {m.one(_PATHS)} HTTP/1.1"'
        f" {m.one(('200', '200', '304', '404', '500'))} {m.below(10**6)}"
        f' "https://app.example.net/orders/{m.digits(8)}" "{m.one(_AGENTS)}"'
        f" rt=0.{m.below(1000):03d} uct=0.{m.below(1000):03d} rid={m.hex(32)}"
    )


def _nginx_error(m: _Maker) -> str:
    return (
        f"{m.now:%Y/%m/%d %H:%M:%S} [error] {m.below(65536)}#{m.below(99)}: *{m.digits(9)} "
        f"upstream timed out (110: Connection timed out) while reading, client: {m.ip()}, "
        f'upstream: "http://{m.ip()}:8080/v1/orders/{m.digits(12)}", host: "app.example.net"'
    )


def _json(m: _Maker) -> str:
    return (
        f'{{"ts":"{m.iso()}","level":"{m.one(_LEVELS)}","svc":"{m.one(_SERVICES)}",'
        f'"traceId":"{m.hex(32)}","spanId":"{m.hex(16)}","dd.trace_id":"{m.digits(19)}",'
        f'"orderId":{m.digits(16)},"userId":"{m.uuid()}","ms":{m.below(10**4)},'
        f'"etag":"{m.base64(16)}","session":"{m.hex(40)}","ratio":0.{m.digits(16)},'
        f'"epoch":{m.digits(13)},"nanos":{m.digits(19)},"msg":"done in {m.below(999)} ms"}}'
    )


def _java(m: _Maker) -> str:
    return m.one((
        f"\tat {m.one(_CLASSES)}.run({m.one(_CLASSES).rpartition('.')[2]}.java:{m.below(2000)})",
        f"\tat {m.one(_CLASSES)}$$Lambda${m.below(999)}/0x{m.hex(16)}.apply(Unknown Source)",
        f"Caused by: java.lang.IllegalStateException: lock {m.one(_CLASSES)}@{m.hex(8)} not held",
        f"{m.iso()} {m.one(_LEVELS)} [pool-{m.below(9)}-thread-{m.below(64)}] {m.one(_CLASSES)} -"
        f" request {m.uuid()} took {m.below(9999)} ms, size={m.digits(7)}",
        f"{m.iso()} WARN [main] c.a.auth.Tokens - Token expired for session {m.hex(32)}",
        f"{m.iso()} INFO [main] c.a.auth.Login - Password changed: ok, policy=strong, length=14",
    ))  # fmt: skip


def _database(m: _Maker) -> str:
    head = f"{m.now:%Y-%m-%d %H:%M:%S.%f UTC} [{m.below(65536)}] "
    return head + m.one((
        f"LOG:  duration: {m.below(9999)}.{m.below(999):03d} ms  execute <unnamed>: UPDATE card SET"
        f" n = $1 WHERE id = {m.digits(9)}",
        'FATAL:  password authentication failed for user "reporting"',
        f"LOG:  checkpoint complete: wrote {m.below(9999)} buffers; lsn={m.hex(1)}/{m.hex(8)}",
        f"DETAIL:  parameters: $1 = '{m.uuid()}', $2 = '{m.digits(16)}', $3 = '{m.digits(10)}'",
        f"ERROR:  duplicate key value violates unique constraint, Key (id)=({m.digits(18)})",
    ))  # fmt: skip


def _cluster(m: _Maker) -> str:
    return f"{m.iso()} " + m.one((
        f"pod/orders-{m.hex(9)}-{m.hex(5)} pulled image registry.example.net/orders@sha256:"
        + m.hex(64),
        f"partition orders-{m.below(64)} offset {m.digits(16)} lag {m.below(999)}"
        f" ts={m.digits(13)}",
        f"consumer group card-events rebalanced, generation {m.below(999)}, member {m.uuid()}",
        f"secretName: orders-tls-v{m.below(9)} mounted at /etc/tls, token: projected",
        f"commit {m.hex(40)} deployed, version 4.{m.below(30)}.{m.below(99)}+build.{m.digits(6)}",
        f"snowflake {m.digits(18)} shard {m.below(32)} GET /v1/users/{m.digits(19)}/items",
        f"peer [2001:db8:{m.hex(4)}:{m.hex(4)}::{m.hex(3)}]:{m.below(65536)} serial {m.mac()}",
    ))  # fmt: skip


def _build(m: _Maker) -> str:
    return m.one((
        f"npm http fetch GET 200 left-pad@1.{m.below(9)}.{m.below(99)} {m.below(999)}ms (cache)",
        f"npm notice integrity sha512-{m.base64(64)}",
        f"From ssh://git@git.example.net:7999/team/app.git {m.hex(7)}..{m.hex(7)} main",
        f"Cloning git@git.example.net:team/lib-{m.below(99)}.git",
        f"Downloading app-{m.below(9)}.{m.below(99)}.{m.below(999)}-cp311-abi3.whl"
        f" ({m.below(99)}.{m.below(9)} MB) sha256={m.hex(64)}",
        f"SyntaxError: Unexpected token < in JSON at position {m.below(9999)}",
        f"backup-{m.digits(14)}.tar.gz: {m.digits(11)} bytes, crc {m.hex(8)}, part 3 of 12",
    ))  # fmt: skip


def _windows(m: _Maker) -> str:
    return f"{m.now:%m/%d/%Y %I:%M:%S %p} " + m.one((
        f"Audit Success 4624 S-1-5-21-{m.digits(10)}-{m.digits(10)}-{m.digits(9)}-{m.below(9999)}"
        " logon type 3, key length 128",
        f"Service Control Manager 7036 {{{m.uuid().upper()}}} entered the running state.",
        f"WHEA-Logger 17 PCI\\VEN_{m.hex(4).upper()}&DEV_{m.hex(4).upper()} 0x{m.hex(16).upper()}",
        f"MSSQL 18456 Login failed for user 'svc'. Reason: Password did not match. [{m.ip()}]",
        f"serial {m.hex(4).upper()}-{m.hex(4).upper()}, volume {m.hex(32).upper()}",
    ))  # fmt: skip


def _metrics(m: _Maker) -> str:
    return m.one((
        f"http_requests_total{{code=\"200\",pod=\"{m.hex(10)}\"}} {m.digits(9)} {m.digits(13)}",
        f"{m.iso()},{m.one(_SERVICES)},{m.digits(5)},{m.below(99)}.{m.digits(15)},{m.digits(14)}",
        f"{m.digits(10)}.{m.digits(6)} set cache:{m.hex(40)} ttl={m.below(999)} sid={m.base64(24)}",
        f"tls: fingerprint {':'.join(m.hex(2) for _n in range(20))} until 2027-04-{m.digits(2)}",
        f"0000{m.hex(4)}: " + " ".join(m.hex(4) for _n in range(8)) + "  ................",
        f"JSESSIONID={m.hex(32).upper()} node{m.below(9)} mobile=false phone_home=true tel=0",
        f"id={m.base64(12)} key={m.hex(24)} hash={m.base64(20)} routing=round-robin:{m.digits(9)}",
    ))  # fmt: skip


_LINES: tuple[Line, ...] = (
    _sshd, _system, _nginx, _nginx, _nginx, _nginx_error, _json, _json, _json, _java, _java,
    _database, _cluster, _cluster, _build, _windows, _metrics, _metrics,
)  # fmt: skip

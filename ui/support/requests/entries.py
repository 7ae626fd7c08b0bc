"""Messages of a request as entries of a conversation: who, when, what, files, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.base.dates import moment_words
from app.base.text import _, ngettext
from app.support.requests.model import Message, MessageFile, Side, Thread
from ui.kit.icons import Icon
from ui.kit.talk import Entry, Ground, Line, Piece
from ui.kit.tokens import TextStyle, Token
from ui.support.looks import fate_words, size_words, upload_words

EARLIER = "earlier"
_GAP = Piece("   ", TextStyle.META)
_LONG_AUTHOR = 80


def entries_of(thread: Thread, vendor: str, now: datetime) -> tuple[Entry, ...]:
    """The whole conversation that is loaded; first the way to what came before it."""
    return (
        *earlier_entry(thread.earlier),
        *(entry_of(message, vendor, now) for message in thread.messages),
    )


def earlier_entry(count: int) -> Sequence[Entry]:
    """The line that loads earlier messages; none where all are here."""
    if not count:
        return ()
    words = ngettext("Show {n} earlier message", "Show earlier messages ({n})", count)
    piece = Piece(words.format(n=f"{count:,}"), TextStyle.BODY_MEDIUM, link=f"{EARLIER}:all")
    return (Entry(EARLIER, Ground.NONE, (Line((piece,)),)),)


def entry_of(message: Message, vendor: str, now: datetime) -> Entry:
    """One message, or a change in its place."""
    if message.change:
        return Entry(message.id, Ground.NONE, tuple(_change(message, now)))
    return Entry(message.id, _ground(message), tuple(_lines(message, vendor, now)))


def _ground(message: Message) -> Ground:
    if message.side is not Side.CUSTOMER:
        return Ground.THEIRS
    return Ground.WAITING if _unsent(message) else Ground.MINE


def _unsent(message: Message) -> bool:
    return message.fate is not None and message.fate.state != "sent"


def _lines(message: Message, vendor: str, now: datetime) -> Iterator[Line]:
    yield Line(tuple(_head(message, vendor, now)))
    for at, paragraph in enumerate(message.text.rstrip().split("\n")):
        yield Line((Piece(paragraph),), gap=0 if at else 4)
    for at, file in enumerate(message.files):
        yield _file(file, 0 if at else 8)
    if message.fate is not None and _unsent(message):
        refused = message.fate.state == "refused"
        tone = Token.DANGER if refused else Token.TEXT2
        words = Piece(fate_words(message.fate, now), TextStyle.META_MEDIUM, tone)
        yield Line((words,), Icon.OCTAGON if refused else Icon.PLANE,
                   Token.DANGER if refused else Token.ACCENT, gap=8)  # fmt: skip
        yield Line(tuple(_acts(message)), gap=2)


def _head(message: Message, vendor: str, now: datetime) -> Iterator[Piece]:
    author = " ".join(message.author.split())[:_LONG_AUTHOR]
    yield Piece(author or side_words(message.side, vendor), TextStyle.BODY_STRONG)
    if author and message.side is not Side.CUSTOMER:
        yield _GAP
        yield Piece(side_words(message.side, vendor), TextStyle.META, Token.TEXT2)
    yield _GAP
    yield Piece(moment_words(message.sent_at, now), TextStyle.META, Token.TEXT2)
    if message.side is not Side.CUSTOMER:
        yield _GAP
        yield Piece(_("More…"), TextStyle.META_MEDIUM, link=f"menu:{message.id}")


def side_words(side: Side, vendor: str) -> str:
    """Who speaks."""
    match side:
        case Side.CUSTOMER:
            return _("You")
        case Side.VENDOR:
            return vendor
        case Side.PARTNER:
            return _("Partner")


def _file(file: MessageFile, gap: int) -> Line:
    name = " ".join(file.name.split())
    pieces = [
        Piece(name, TextStyle.BODY_MEDIUM, link=f"file:{file.id}"),
        _GAP,
        Piece(size_words(file.size), TextStyle.META, Token.TEXT2),
    ]
    fate = file.fate
    if fate is not None and fate.state != "sent" and fate.total:
        pieces += [_GAP, Piece(upload_words(fate.done, fate.total), TextStyle.META, Token.TEXT2)]
    return Line(tuple(pieces), Icon.PAPERCLIP, gap=gap)


def _acts(message: Message) -> Iterator[Piece]:
    assert message.fate is not None
    item, state = message.fate.item, message.fate.state
    acts: list[tuple[str, str]] = []
    if state == "refused":
        acts.append((_("Change and send again…"), "edit"))
    elif state != "sending":
        acts.append((_("Send now"), "retry"))
    if state != "sending":
        acts.append((_("Discard…"), "discard"))
    for at, (words, act) in enumerate(acts):
        if at:
            yield _GAP
        yield Piece(words, TextStyle.BODY_MEDIUM, link=f"{act}:{item}")


def _change(message: Message, now: datetime) -> Iterator[Line]:
    who = " ".join(message.author.split())[:_LONG_AUTHOR] or _("You")
    words = _("{what} by {who}, {when}").format(
        what=message.change_words or message.change,
        who=who,
        when=moment_words(message.sent_at, now),
    )
    yield Line((Piece(words, TextStyle.META_MEDIUM, Token.TEXT2),))
    if message.text.strip():
        for paragraph in message.text.strip().split("\n"):
            yield Line((Piece(paragraph, TextStyle.BODY, Token.TEXT2),))
    if message.fate is not None and _unsent(message):
        refused = message.fate.state == "refused"
        tone = Token.DANGER if refused else Token.TEXT2
        yield Line((Piece(fate_words(message.fate, now), TextStyle.META, tone),))
        yield Line(tuple(_acts(message)))

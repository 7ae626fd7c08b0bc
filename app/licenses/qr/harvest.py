"""What pictures gave: the sets of codes that are coming together, and a word for every picture."""

from __future__ import annotations

import msgspec

from app.activation.qr.bundle import kind_words
from app.activation.qr.frames import Gathering, missing_words
from app.activation.qr.parts import Seen
from app.base.text import _, ngettext

MOST_SETS = 20
MOST_TOLD = 2000


class PictureSeen(msgspec.Struct, frozen=True):
    """One picture: how many parts it gave, how many codes were foreign, and what to do if none."""

    name: str
    parts: int = 0
    new: int = 0
    words: str = ""
    """Why it gave nothing, or what else is in it; "" where there is nothing to say."""


class Harvest(msgspec.Struct, frozen=True):
    """Everything that was read so far; a value."""

    sets: tuple[Gathering, ...] = ()
    """In the order in which they were met."""
    pictures: tuple[PictureSeen, ...] = ()
    last: tuple[Seen, ...] = ()
    """What the codes of the picture read last were."""

    def with_texts(self, name: str, texts: tuple[str, ...], *, blurred: bool = False) -> Harvest:
        """What is known with the texts of one more picture."""
        sets, seen = self.sets, []
        for text in texts:
            sets, one = _added(sets, text)
            seen.append(one)
        picture = PictureSeen(
            name,
            sum(one in {Seen.NEW, Seen.AGAIN} for one in seen),
            seen.count(Seen.NEW),
            _picture_words(seen, blurred=blurred),
        )
        return Harvest(sets, (*self.pictures, picture)[-MOST_TOLD:], tuple(seen))

    def with_problem(self, name: str, words: str) -> Harvest:
        """What is known with a picture that could not be read."""
        told = (*self.pictures, PictureSeen(name, words=words))
        return Harvest(self.sets, told[-MOST_TOLD:], ())

    @property
    def complete(self) -> tuple[Gathering, ...]:
        """The sets that are whole."""
        return tuple(one for one in self.sets if one.complete)

    @property
    def main(self) -> Gathering:
        """The set that a person most likely means: whole, else the one with most parts."""
        return max(self.sets, key=lambda one: (one.complete, one.have), default=Gathering())

    def without(self, gathering: Gathering) -> Harvest:
        """What is left when a set was taken away."""
        kept = tuple(one for one in self.sets if one.head != gathering.head)
        return msgspec.structs.replace(self, sets=kept)


def set_words(one: Gathering) -> str:
    """A set in a sentence: what it holds, its hash, how far it is."""
    words = _("{what}, set {digits}: {have} of {total} parts.").format(
        what=kind_words(one.kind), digits=one.short_hash, have=one.have, total=one.total
    )
    return f"{words[:1].upper()}{words[1:]} {missing_words(one)}".rstrip()


def mixed_words(harvest: Harvest) -> str:
    """Why there is more than one set, and what that means; "" where there is not."""
    others = len(harvest.sets) - 1
    if others < 1:
        return ""
    return ngettext(
        "The pictures also show parts of {count} other set. Sets do not mix: each is kept apart.",
        "The pictures also show parts of {count} other sets. Sets do not mix: each is kept apart.",
        others,
    ).format(count=others)


def picture_words(harvest: Harvest) -> tuple[str, ...]:
    """What there is to say about pictures, those with the same words drawn together."""
    names: dict[str, list[str]] = {}
    for one in harvest.pictures:
        if one.words:
            names.setdefault(one.words, []).append(one.name)
    said = []
    for words, those in names.items():
        name = those[0] if len(those) == 1 else ngettext(
            "{count} picture", "{count} pictures", len(those)
        ).format(count=len(those))  # fmt: skip
        said.append(f"{name}: {words}" if name else words)
    return tuple(said)


def _added(sets: tuple[Gathering, ...], text: str) -> tuple[tuple[Gathering, ...], Seen]:
    for place, one in enumerate(sets):
        changed, seen = one.with_part(text)
        match seen:
            case Seen.NEW:
                return (*sets[:place], changed, *sets[place + 1 :]), seen
            case Seen.SPOILED:
                return (*sets[:place], *sets[place + 1 :]), seen
            case Seen.OTHER_SET:
                continue
            case _:
                return sets, seen
    if len(sets) >= MOST_SETS:
        return sets, Seen.OTHER_SET
    fresh, seen = Gathering().with_part(text)
    return ((*sets, fresh) if seen is Seen.NEW else sets), seen


def _picture_words(seen: list[Seen], *, blurred: bool) -> str:
    said = []
    foreign = seen.count(Seen.NOT_OURS)
    if foreign:
        said.append(
            ngettext(
                "{count} code has nothing to do with licenses.",
                "{count} codes have nothing to do with licenses.",
                foreign,
            ).format(count=foreign)
        )
    if Seen.OTHER_VERSION in seen:
        said.append(_("A code was made by a newer version of this program."))
    if Seen.DAMAGED in seen:
        said.append(_("A part is damaged, or contradicts the others."))
    if Seen.SPOILED in seen:
        said.append(_("All parts of a set were there but contradict each other. Read it again."))
    if Seen.OTHER_SET in seen:
        said.append(_("There are too many sets at once. Read one set after the other."))
    if blurred:
        said.append(_("A code is there but too blurred or too small. Go closer, and hold still."))
    elif not seen:
        said.append(_("There is no code in it that can be made out."))
    return " ".join(said)

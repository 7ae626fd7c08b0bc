"""`counterpart notice`: letters of one's own, from the draft to the proof that they left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands import notice_send, notice_shown
from app.cli.commands.notice_values import day, money
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.notices.model import DraftKind
    from app.notices.questions import Question
    from app.notices.wishes import LetterWishes
    from app.services import Rooms
    from app.terms.claims import ClaimFigures

_KINDS = (
    "non_renewal", "objection_to_terms", "publicity_opt_out", "tax_exemption", "ip_claim", "breach",
    "termination", "dispute",
)  # fmt: skip
_RIGHTS = ("patent", "copyright", "trademark", "other")
_GROUNDS = ("convenience", "breach")


def configure(commands: Commands) -> None:
    """Add the commands."""
    notice = group(commands, "notice", _("letters of your own to the vendor: draft, print, send"))

    add_draft(notice)
    notice_shown.configure(notice)
    notice_send.configure(notice)


def add_draft(notice: Commands) -> None:
    """Add the command that begins a letter to a group."""
    draft = leaf(notice, "draft", _("begin a letter with the facts filled in"), draft_letter)
    draft.add_argument("kind", choices=_KINDS, help=_("what it says"))
    several = {"action": "append", "default": []}
    for name, metavar, words, more in (
        ("--order", _("NUMBER"), _("an order that it concerns; can be repeated"), several),
        ("--about", _("WORDS"), _("what it is about"), {"default": ""}),
        ("--by", _("NAME"), _("who signs; without it who is signed in"), {"default": ""}),
        ("--effect-by", _("DATE"), _("by when it is to have its effect"), {"type": day}),
        ("--version", _("VERSION"), _("the version that an objection is against"), {"default": ""}),
        ("--region", _("PLACE"), _("where a tax exemption holds"), {"default": ""}),
        ("--number", _("NUMBER"), _("the number of the exemption"), {"default": ""}),
        ("--valid-until", _("DATE"), _("the exemption's last day"), {"type": day}),
        ("--claimant", _("NAME"), _("the third party that claims"), {"default": ""}),
        ("--claimed-on", _("DATE"), _("when its claim was received"), {"type": day}),
        ("--price", _("AMOUNT"), _("the price paid, such as “1200.00 USD”"), {"type": money}),
        ("--clause", _("CLAUSE"), _("the clause that the vendor broke"), {"default": ""}),
        ("--since", _("DATE"), _("since when it is in breach"), {"type": day}),
        ("--enclose", _("FILE"), _("a file that goes with it; can be repeated"),
         {**several, "type": absolute}),
    ):  # fmt: skip
        draft.add_argument(name, metavar=metavar, help=words, **more)
    draft.add_argument(
        "--right", choices=_RIGHTS, default="other", help=_("the right said to be infringed")
    )
    draft.add_argument(
        "--ground", choices=_GROUNDS, default="convenience", help=_("why it is terminated")
    )


def draft_letter(context: Context, arguments: Namespace) -> ExitCode:
    """Begin a letter; what is still open in it is named."""
    from app.notices.model import DraftKind  # noqa: PLC0415 - not for usage and help

    kind = DraftKind(arguments.kind)
    with context.rooms() as rooms:
        wishes = _wishes(context, rooms, arguments)
        key = rooms.terms.draft_letter(kind, wishes)
        drafted = rooms.notices.draft(key)
        missing = _missing(rooms, kind, wishes)
        claim = _claim(rooms, kind, wishes)
    context.output.show(
        {"draft": drafted, "open": [one.key for one in missing], "claim": claim},
        lambda: [
            _("Drafted: {title}").format(title=safe(drafted.title)),
            safe(drafted.post_by_words),
            *_open_words(missing),
            *(notice_shown.claim_lines(claim) if claim is not None else ()),
            _("Run “counterpart notice pdf {id} FILE” to print and sign it.").format(id=key),
        ],
    )
    return ExitCode.OK


def _wishes(context: Context, rooms: Rooms, arguments: Namespace) -> LetterWishes:
    from app.notices.wishes import Ground, LetterWishes, Right  # noqa: PLC0415 - as above

    version = rooms.terms.find(arguments.version).id if arguments.version else ""
    with context.output.progress() as report:
        enclosures = tuple(
            rooms.files.attach(path, report, context.cancel) for path in arguments.enclose
        )
    return LetterWishes(
        by=arguments.by or rooms.who.signed_in().name,
        orders=tuple(arguments.order),
        version_id=version,
        about=arguments.about,
        effect_by=arguments.effect_by,
        region=arguments.region,
        number=arguments.number,
        valid_until=arguments.valid_until,
        claimant=arguments.claimant,
        right=Right(arguments.right),
        claimed_on=arguments.claimed_on,
        price=arguments.price,
        clause=arguments.clause,
        since=arguments.since,
        ground=Ground(arguments.ground),
        enclosures=enclosures,
    )


def _missing(rooms: Rooms, kind: DraftKind, wishes: LetterWishes) -> tuple[Question, ...]:
    asked = rooms.terms.letter_questions(kind, wishes.orders)
    return tuple(one for one in asked if one.required and not getattr(wishes, one.key))


def _claim(rooms: Rooms, kind: DraftKind, wishes: LetterWishes) -> ClaimFigures | None:
    if kind.value != "ip_claim":
        return None
    return rooms.terms.claim_figures(wishes.orders, wishes.claimed_on, wishes.price)


def _open_words(missing: tuple[Question, ...]) -> list[str]:
    if not missing:
        return []
    named = ", ".join(one.label for one in missing)
    return [_("Still open in the letter: {named}.").format(named=named)]

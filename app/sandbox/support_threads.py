"""The words of the seeded requests, message by message, so many days ago."""

from __future__ import annotations

from msgspec import Struct

from app.sandbox import support_alarms
from app.sandbox.support_records import Change, Side

DANA, KIM, NOOR = "Dana Weber", "Kim Sorensen", "Noor Haddad"
SANNE, TOMAS, AMARA = "Sanne Vermeer", "Tomas Lindqvist", "Amara Okoye"
PARTNER = "Lumenhof Systems"


class Said(Struct, frozen=True):
    """One message: `ago` days before today at `hour`:`minute` UTC."""

    side: Side
    author: str
    ago: int
    hour: int
    minute: int
    text: str
    file: str = ""
    change: Change | None = None


def _we(who: str, ago: int, hour: int, minute: int, text: str, file: str = "") -> Said:
    return Said("customer", who, ago, hour, minute, text, file)


def _they(who: str, ago: int, hour: int, minute: int, text: str, file: str = "") -> Said:
    return Said("vendor", who, ago, hour, minute, text, file)


def sign_on() -> tuple[Said, ...]:
    """The request that was closed and rated."""
    return (
        _we(
            DANA,
            41,
            8,
            12,
            "Since the release of the weekend everybody has to enter the second factor twice in the"
            " morning. It works after that, so this is an annoyance and no more.",
        ),
        _they(
            AMARA,
            41,
            9,
            3,
            "I see the same in a test tenant. The old session cookie is read once and thrown away."
            " Would you sign out everybody once from the administration page? That removes the old"
            " cookies in one go.",
        ),
        _we(DANA, 40, 7, 44, "Done last night. This morning nobody was asked twice."),
        _they(
            AMARA,
            40,
            8,
            20,
            "Good to hear. The cause is corrected in the release of October, so it will not come"
            " back. May I close this?",
        ),
        _we(DANA, 40, 8, 31, "Yes, please. That was quick, thank you."),
        Said("customer", DANA, 40, 8, 32, "", change="close"),
    )  # fmt: skip


def counted_twice() -> tuple[Said, ...]:
    """The request that a partner answers."""
    return (
        _we(
            NOOR,
            12,
            13,
            25,
            "The monthly count of the Kassel plant shows 48 hosts where there are 24. Each of them"
            " is there once with the old collector and once with the new one."
            " Will that be charged?",
            "beacon-hosts-kassel.csv",
        ),
        Said(
            "partner",
            PARTNER,
            11,
            8,
            50,
            "Thank you for the list. Both collectors ran side by side for a week, so each host has"
            " two entries. We have asked for the old ones to be merged. Nothing is charged twice:"
            " the count of a month is corrected before its invoice is made.",
        ),
        _we(NOOR, 11, 9, 15, "Then I only wait until the count is right. Thank you."),
        Said(
            "partner",
            PARTNER,
            9,
            14,
            5,
            "The entries are merged; the page shows 24 hosts from today. Please have a look.",
        ),
    )  # fmt: skip


def lapsed() -> tuple[Said, ...]:
    """The request whose support has ended."""
    return (
        _we(
            KIM,
            9,
            10,
            2,
            "The add-on pack 2.6 stops with “another version is present” on two machines that have"
            " 2.5. On the others it installed without a word.",
        ),
        _they(
            TOMAS,
            8,
            12,
            40,
            "Thank you for writing. The support of KO-18555 ended at the end of its term, so I"
            " cannot look into the two machines. What I can say from the documentation: 2.5 has to"
            " be removed first where it was installed for one user only. If you renew the support,"
            " or name an order that has it, I take this up again at once.",
        ),
    )  # fmt: skip


def dropped() -> tuple[Said, ...]:
    """The request that was answered."""
    return (
        _we(
            DANA,
            3,
            8,
            5,
            "We renewed the certificate of the gateway in Ulm yesterday evening. Since then about"
            " one session in ten ends after a few seconds, on both instances. The clients show"
            " nothing but “connection closed”. We went back to the old certificate for an hour:"
            " no drops.",
        ),
        _they(
            SANNE,
            3,
            8,
            49,
            "That the old certificate helps is worth a lot, thank you for trying it. My guess is"
            " the chain: does the new file hold the intermediate certificate behind your own? 7.2"
            " sends what is in the file and adds nothing. The command “relay-gateway certificate"
            " show” lists what it sends.",
        ),
    )  # fmt: skip


def memory() -> tuple[Said, ...]:
    """The request that waits for the customer."""
    return (
        _we(
            KIM,
            6,
            9,
            30,
            "The memory of gw-ulm-03 grows by about 200 MB a day until the service restarts itself."
            " We changed the log writer of this install (it sends to our own collector), the other"
            " two instances are as delivered and do not grow.",
        ),
        _they(
            TOMAS,
            6,
            11,
            2,
            "Thank you for saying what you changed: I cannot help with that part, but with what the"
            " gateway does around it. A log of a day would show whether the sessions or the buffers"
            " grow.",
        ),
        _we(KIM, 5, 7, 58, "The log of this morning. Addresses are taken out.", "gateway.log"),
        _they(
            TOMAS,
            4,
            13,
            17,
            "The pool grows with the sessions that the other side closed, so something still holds"
            " them. Please let the attached script run for an hour on gw-ulm-03 and on one of the"
            " others, and send me both results. If the numbers differ, it is the log writer.",
            "collect-sessions.sh",
        ),
    )  # fmt: skip


def archive() -> tuple[Said, ...]:
    """The request whose target has passed."""
    return (
        _we(
            KIM,
            1,
            13,
            40,
            "The nightly archive job has stopped at 97 percent for three nights. It waits for a"
            " lock on volume 7 for an hour and gives up. Nothing else uses that volume as far as we"
            " can see; a restart of the archive did not help.",
            "archive-job.log",
        ),
    )  # fmt: skip


def alarms() -> tuple[Said, ...]:
    """Forty messages over three weeks, two a day."""
    found = []
    for place, (from_us, text) in enumerate(support_alarms.WORDS):
        ago = 23 - place // 2
        hour, minute = (7, 20) if place % 2 == 0 else (13, 35) if place > 1 else (7, 50)
        who = (DANA if place < len(support_alarms.WORDS) // 2 else KIM) if from_us else SANNE
        file = "alarms-week-46.csv" if place == support_alarms.WITH_LIST else ""
        side: Side = "customer" if from_us else "vendor"
        found.append(Said(side, who, ago, hour, minute + place % 7, text, file))
    return tuple(found)

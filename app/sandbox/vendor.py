"""The invented vendor Kestrane and its customer Brennholt: names, products, people, contacts."""

from __future__ import annotations

from msgspec import Struct

from app.portal.wire import Place, VendorContact, VendorInfo
from app.sandbox.calendar import VENDOR_ZONE
from app.sandbox.records import Contact, Organization, Product, Reseller, Seller, User

VENDOR = VendorInfo("Kestrane", "Kestrane Software B.V.", Place("NL", VENDOR_ZONE))
CLIENT_ID = "counterpart-desktop"
SCOPES = ("portal", "offline_access")
FEATURES = (
    "feedback", "device_grant", "terms_text", "activations", "support", "uploads", "account",
    "notices", "certifications",
)  # fmt: skip

FEEDBACK_STATEMENT = (
    "Feedback is not confidential. Kestrane may use what you send freely, in any product, without "
    "naming or paying you, even when you send it as part of a support request."
)

CONTACTS = (
    VendorContact("support", "Kestrane Support", "support@kestrane.example", "+31 20 555 0134"),
    VendorContact("sales", "Mira Oduya", "mira.oduya@kestrane.example", "+31 20 555 0171"),
    VendorContact(
        "legal",
        "Kestrane Legal",
        "legal@kestrane.example",
        None,
        "Kestrane Software B.V., Havenkade 12, 1019 AB Amsterdam, Netherlands",
    ),
    VendorContact("publicity", "Kestrane Marketing", "publicity@kestrane.example"),
    VendorContact("security", "Kestrane Security", "security@kestrane.example", "+31 20 555 0199"),
)

SELLERS = {
    "NL": Seller("Kestrane", "Kestrane Software B.V.", "NL"),
    "US": Seller("Kestrane", "Kestrane Inc.", "US"),
    "JP": Seller("Kestrane", "Kestrane Japan K.K.", "JP"),
}

RESELLERS = {
    "northquay": Reseller("northquay", "Northquay"),
    "lumenhof": Reseller("lumenhof", "Lumenhof Systems"),
    "castellane": Reseller("castellane", "Castellane & Rive"),
}

PRODUCTS = {
    "strata-cloud": Product("Strata Cloud", "hosted", "Strata", "2026.10", "named users"),
    "strata-connector": Product(
        "Strata Connector", "software", "Strata", "4.8.2", "production instances"
    ),
    "strata-archive": Product("Strata Archive", "software", "Strata", "3.4.0", "terabytes"),
    "relay-gateway": Product("Relay Gateway", "software", "Relay", "7.2.1", "production instances"),
    "relay-gateway-eu": Product(
        "Relay Gateway EU", "software", "Relay", "7.2.1", "production instances"
    ),
    "relay-edge": Product(
        "Relay Gateway, edge", "software", "Relay", "7.1.4", "production instances"
    ),
    "beacon-monitor": Product("Beacon Monitor", "hosted", "Beacon", "2026.9", "monitored hosts"),
    "beacon-addons": Product("Beacon add-on pack", "software", "Beacon", "2.6.0", "copies"),
    "beacon-classic": Product(
        "Beacon Classic", "software", "Beacon", "9.8.3", "monitored hosts", ended=True
    ),
    "pulse-analytics": Product("Pulse Analytics beta", "hosted", "Pulse", "0.9.3", "named users"),
    "operator-training": Product(
        "Operator training", "training", "Services", "2026", "participants"
    ),
    "premium-support": Product(
        "Premium support", "support", "Services", "2026", "covered products"
    ),
}

ORGANIZATION = Organization("Eichenallee 40", "Ulm", "89073", "DE", "DE811922334")

PERMISSIONS = (
    "account",
    "orders",
    "feedback",
    "support",
    "terms",
    "licenses",
    "certification",
    "notices",
)

USERS = (
    User("Dana Weber", "dana.weber@brennholt.example", "admin"),
    User("Robin Adler", "robin.adler@brennholt.example", "reader"),
    User("Kim Sorensen", "kim.sorensen@brennholt.example", "admin"),
    User("Lee Marchetti", "lee.marchetti@brennholt.example", "reader"),
    User("Noor Haddad", "noor.haddad@brennholt.example", "buyer"),
    User("Jonas Petersen", "jonas.petersen@brennholt.example", "reader", active=False),
)

CUSTOMER_CONTACTS = (
    Contact("Dana Weber", "license administration", USERS[0].email, "+49 731 555 0110"),
    Contact("Noor Haddad", "purchasing", USERS[4].email, "+49 731 555 0142"),
    Contact("Ines Falk", "legal", "ines.falk@brennholt.example", "+49 731 555 0108"),
)

BRANCHES = ("Ulm", "Kassel", "Linz", "Gdansk", "Osaka", "Dayton", "Lyon", "Tampere")


class Person(Struct, frozen=True):
    """Someone who can sign in to the sandbox."""

    user: str
    subject: str
    name: str
    email: str
    permissions: tuple[str, ...]
    locked: bool = False


ACCOUNT_ID = "acc-brennholt"
ACCOUNT_NAME = "Brennholt SE"
DEMO_USER = "dana"
DEMO_PASSWORD = "harvest-lantern-42"  # noqa: S105 - printed at start; opens invented data only

PEOPLE = (
    Person("dana", "usr-dana", USERS[0].name, USERS[0].email, PERMISSIONS),
    Person("robin", "usr-robin", USERS[1].name, USERS[1].email, ("account", "orders", "terms")),
    Person("kim", "usr-kim", USERS[2].name, USERS[2].email, PERMISSIONS),
    Person("lee", "usr-lee", USERS[3].name, USERS[3].email, ("account", "orders"), locked=True),
)

"""Words that files use for what is counted: titles of columns and values, English and German first.

Data only; French and a few Japanese titles are there because licensing tools export them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

HOST = "host"
USER = "user"
THING = "thing"

TITLES: Mapping[str, tuple[str, ...]] = {
    "name:host": (
        "host", "hostname", "host name", "server", "server name", "servername", "machine",
        "machine name", "computer", "computer name", "computername", "device", "device name",
        "node", "nodename", "node name", "fqdn", "dns name", "vm", "vm name", "instance",
        "instance name", "installation", "rechner", "rechnername", "gerät", "geräte", "gerätename",
        "maschine", "knoten", "instanz", "serveur", "machine hote", "hote", "hôte", "ordinateur",
        "ホスト名", "サーバー名",
    ),
    "name:user": (
        "email", "e mail", "e mail address", "email address", "mail", "mail address", "upn",
        "user principal name", "login", "login name", "logon", "logon name", "account name",
        "samaccountname", "user", "username", "user name", "user id", "userid", "uid", "named user",
        "benutzer", "benutzername", "benutzerkennung", "anwender", "nutzer", "nutzername",
        "anmeldename", "kennung", "e mail adresse", "emailadresse", "mailadresse", "mitarbeiter",
        "utilisateur", "nom d utilisateur", "identifiant", "courriel", "adresse e mail",
        "employee", "person", "full name", "display name", "ユーザー名", "メールアドレス",
    ),
    "name:thing": (
        "name", "tenant", "mandant", "bucket", "volume", "cluster", "site name", "id", "asset",
        "asset name", "asset tag", "bezeichnung", "nom", "名前",
    ),
    "product_id": (
        "product", "product name", "product id", "productname", "product code", "sku", "software",
        "application", "app", "application name", "title", "license", "licence", "license name",
        "edition", "produkt", "produktname", "produktnummer", "anwendung", "programm", "lizenz",
        "artikel", "produit", "logiciel", "nom du produit", "製品", "製品名",
    ),
    "metric": (
        "metric", "measure", "license metric", "license type", "metric name", "kennzahl", "metrik",
        "messgröße", "lizenztyp", "lizenzart", "lizenzmetrik", "métrique", "metrique",
    ),
    "quantity": (
        "quantity", "qty", "count", "number", "amount", "instances", "seats", "users", "licenses",
        "licences", "installations", "copies", "used", "usage", "in use", "value", "figure",
        "consumed", "consumption", "total used", "anzahl", "menge", "stück", "stückzahl", "wert",
        "verbrauch", "nutzung", "genutzt", "belegt", "verwendet", "zahl", "plätze", "quantité",
        "quantite", "nombre", "utilisé", "valeur", "数量", "storage", "storage used",
        "used storage", "capacity", "capacity used", "size", "disk usage", "speicher",
        "speicherplatz", "speicherverbrauch", "belegter speicher", "kapazität", "größe", "stockage",
    ),
    "unit": ("unit", "units", "uom", "unit of measure", "einheit", "mengeneinheit", "unité"),
    "environment": (
        "environment", "env", "stage", "tier", "purpose", "usage type", "production", "productive",
        "is production", "prod", "umgebung", "zweck", "produktiv", "produktion", "stufe",
        "environnement", "環境",
    ),
    "belongs": (
        "belongs", "belongs to", "employment", "employment type", "employee type", "user type",
        "relation", "relationship", "affiliation", "hosted by", "internal external",
        "zugehörigkeit", "beschäftigung", "mitarbeitertyp", "mitarbeiterart", "betrieben von",
        "intern extern", "beziehung",
    ),
    "company": (
        "company", "company name", "organization", "organisation", "organization name", "entity",
        "legal entity", "subsidiary", "affiliate", "business unit", "employer", "firma",
        "firmenname", "gesellschaft", "unternehmen", "tochter", "tochtergesellschaft", "konzern",
        "arbeitgeber", "société", "societe", "entreprise", "filiale", "会社",
    ),
    "place": (
        "place", "location", "site", "region", "data center", "datacenter", "data centre", "city",
        "country", "office", "standort", "ort", "rechenzentrum", "land", "stadt", "lieu", "pays",
        "ville", "場所",
    ),
    "fingerprint": ("fingerprint", "machine fingerprint", "fingerabdruck", "empreinte"),
    "counted_at": (
        "date", "day", "as of", "as at", "counted at", "counted on", "measured at", "measured on",
        "reported at", "report date", "snapshot", "snapshot date", "timestamp", "month", "period",
        "datum", "stichtag", "tag", "gezählt am", "gemessen am", "zeitpunkt", "monat",
        "zeitstempel", "日付",
    ),
    "status": (
        "status", "state", "active", "is active", "enabled", "account enabled", "account status",
        "license status", "zustand", "aktiv", "aktiviert", "kontostatus", "freigeschaltet",
        "statut", "état", "etat", "actif", "disabled", "deactivated", "inactive", "deaktiviert",
        "gesperrt", "retired", "状態",
    ),
}  # fmt: skip
"""By member of UsageRow; names by what is named; `status` is what decides whether a row counts."""

PRODUCTION = frozenset(
    "production productive prod prd live p produktion produktiv produktivsystem produktivumgebung "
    "prod1 prod2 operational wirkbetrieb echtbetrieb exploitation 本番 本番環境".split()
)
OTHER = frozenset(
    "test testing tst t dev develop development entwicklung entw e staging stage stg qa q qs uat "
    "int integration preprod pre-prod nonprod non-prod nonproduction non-production demo training "
    "schulung sandbox lab abnahme standby backup dr poc pilot vorproduktion recette développement "
    "検証 開発 テスト".split()
) | {"non production", "pre production", "cold standby", "disaster recovery", "quality assurance"}
YES = frozenset("yes y true 1 x ja j wahr oui vrai on はい ✓ ✔".split())
NO = frozenset("no n false 0 nein falsch non faux off いいえ - ✗".split()) | {""}
ACTIVE = frozenset(
    "active activated enabled in use inuse running ok online assigned current registered valid "
    "live aktiv aktiviert freigeschaltet genutzt zugewiesen laufend gültig offen actif activé "
    "有効".split()
) | {"in use", "in betrieb", "in nutzung", "im einsatz", "up"}  # fmt: skip
INACTIVE = frozenset(
    "inactive deactivated disabled suspended retired decommissioned deleted removed revoked "
    "expired unassigned terminated left offline stopped blocked locked archived obsolete down free "
    "inaktiv deaktiviert gesperrt gelöscht entfernt stillgelegt ausgemustert außer abgelaufen "
    "ausgeschieden abgeschaltet verschrottet frei archiviert inactif désactivé "
    "supprimé 無効".split()
) | {"außer betrieb", "not active", "not in use", "nicht aktiv", "nicht genutzt"}  # fmt: skip
BELONGS: Mapping[str, frozenset[str]] = {
    "own": frozenset(
        "own internal employee staff self permanent intern interne eigen eigene angestellt "
        "mitarbeiter festangestellt beschäftigter employé salarié in-house onprem on-premise "
        "社員".split()
    ),
    "affiliate": frozenset(
        "affiliate subsidiary group sister parent tochter tochtergesellschaft konzern "
        "konzerngesellschaft schwestergesellschaft verbunden filiale 関連会社".split()
    ),
    "contractor": frozenset(
        "contractor external freelancer consultant temp vendor extern externe externer externer "
        "dienstleister berater freiberufler leiharbeiter prestataire externe consultant "
        "業務委託".split()
    ),
    "provider": frozenset(
        "provider hoster hosting cloud aws azure gcp colocation rechenzentrum hostinganbieter "
        "anbieter hébergeur".split()
    ),
    "outside": frozenset(
        "outside customer guest partner visitor kunde gast client invité reseller public".split()
    ),
}
TOTALS = frozenset(
    "total totals sum summe gesamt gesamtsumme insgesamt subtotal zwischensumme somme 合計 "
    "小計".split()
) | {"grand total", "sub total", "total general", "total général", "overall"}
_NEGATIVE_TITLES = frozenset("disabled deactivated inactive deaktiviert gesperrt retired".split())

_UNIT_IN_TITLE = re.compile(r"[(\[]?\b([kmgtp]i?b)\b[)\]]?$")


def plain_title(title: str) -> str:
    """A title as titles are compared: no case, no punctuation, camel case apart."""
    text = re.sub(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])", " ", unicodedata.normalize("NFKC", title))
    text = re.sub(r"[^\w%]+", " ", text.replace("_", " ").casefold())
    return " ".join(text.split())


def plain_value(value: str) -> str:
    """A value as values are compared."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def unit_of_title(title: str) -> str:
    """The unit of capacity that a title ends with: "Storage (GB)" is GB."""
    found = _UNIT_IN_TITLE.search(title.strip().casefold())
    if found is None:
        return ""
    unit = found[1].upper()
    return unit.replace("IB", "iB") if "IB" in unit else unit


def is_known_title(title: str) -> bool:
    """Whether a title is one that is recognized."""
    return bool(meanings(title))


def is_negative_title(title: str) -> bool:
    """Whether "yes" in this column means that a row does not count ("Disabled")."""
    return bool(_NEGATIVE_TITLES & set(plain_title(title).split()))


@functools.lru_cache(maxsize=1024)
def meanings(title: str) -> tuple[tuple[int, str], ...]:
    """What a title may mean, best first: 100 for the very word, less for a part of it."""
    plain = plain_title(title)
    if unit_of_title(title):
        plain = plain_title(_UNIT_IN_TITLE.sub("", title.strip().casefold()))
    if not plain:
        return ()
    found: dict[str, int] = {}
    words = f" {plain} "
    for member, synonyms in TITLES.items():
        for rank, one in enumerate(synonyms):
            if plain == one or plain.replace(" ", "") == one.replace(" ", ""):
                score = 100 - rank // 10
            elif len(one) > 2 and f" {one} " in words:
                score = 40 + 20 * len(one) // len(plain)
            else:
                continue
            found[member] = max(found.get(member, 0), score)
    return tuple(sorted(((score, member) for member, score in found.items()), reverse=True))

"""The guess of a mapping: titles in English and German, values, products; then remembered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

import msgspec
import openpyxl
import pytest

from app.certification.usage.asking import answered
from app.certification.usage.asking import given as chosen
from app.certification.usage.look import Form, Look, LookQuestion, QuestionKind
from app.certification.usage.model import Belongs, Environment, LeftOut, Mapping
from tests.support.usage_desk import (
    ARCHIVE,
    CLOUD,
    GATEWAY,
    HOSTS,
    UsageDesk,
    csv_text,
    names,
    usage_desk,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UsageDesk]:
    with usage_desk(tmp_path_factory.mktemp("usage")) as found:
        yield found


def look(desk: UsageDesk, content: str | bytes, name: str = "export.csv") -> Look:
    return desk.usage.look(desk.file(name, content))


def asked(found: Look, kind: QuestionKind) -> list[LookQuestion]:
    return [one for one in found.questions if one.kind is kind]


def test_an_english_inventory_of_hosts_is_mapped_whole(desk: UsageDesk):
    text = csv_text(
        ("Host name", "Product", "Environment", "State", "Data center", "Legal entity"),
        ("gw-1.corp", "Relay Gateway 4.2", "Production", "In use", "Ulm", "Brennholt SE"),
        ("gw-2.corp", "relay-gateway", "Staging", "in use", "Ulm", ""),
        ("ar-1.corp", "Strata-Archive", "PRD", "Retired", "Kiel", "Brennholt Nord GmbH"),
    )
    found = look(desk, text)
    assert found.guessed == Mapping(
        columns={
            "name": "Host name", "product_id": "Product", "environment": "Environment",
            "place": "Data center", "company": "Legal entity",
        },
        fixed={"metric": "production instances", "unit": "instances"},
        products={
            "Relay Gateway 4.2": GATEWAY, "relay-gateway": GATEWAY, "Strata-Archive": ARCHIVE,
        },
        counts_if={"State": ("In use", "in use")},
    )  # fmt: skip
    assert found.questions == ()
    source = desk.usage.read_file(desk.file("export.csv", text), found.guessed, "Anna Berg")
    rows = list(desk.usage.rows(source))
    assert [(one.name, one.product_id, one.environment) for one in rows if not one.left_out] == [
        ("gw-1.corp", GATEWAY, Environment.PRODUCTION)
    ]
    assert source.left_out == (LeftOut("not a production instance", 1), LeftOut("not active", 1))
    assert all(one.source_id == source.id for one in rows)


def test_a_german_list_of_users_is_mapped_whole(desk: UsageDesk):
    text = csv_text(
        ("Benutzername", "E-Mail-Adresse", "Anwendung", "Konto aktiv", "Beschäftigung", "Firma"),
        ("mbrandt", "Mara.Brandt@brennholt.example", "Strata Cloud", "ja", "intern", ""),
        ("tgruber", "t.gruber@extern.example", "Strata Cloud", "ja", "Extern", "Gruber IT"),
        ("alt", "alt@brennholt.example", "Strata Cloud", "nein", "intern", ""),
        delimiter=";",
    ).encode("cp1252")
    found = look(desk, text)
    mapping = found.guessed
    assert mapping.columns["name"] == "E-Mail-Adresse"
    assert (mapping.columns["product_id"], mapping.columns["belongs"]) == (
        "Anwendung",
        "Beschäftigung",
    )
    assert mapping.fixed == {"metric": "named users", "unit": "users"}
    assert mapping.counts_if == {"Konto aktiv": ("ja",)}
    _source, rows = desk.read("benutzer.csv", text, mapping)
    assert [(one.name, one.belongs) for one in rows if not one.left_out] == [
        ("Mara.Brandt@brennholt.example", Belongs.OWN),
        ("t.gruber@extern.example", Belongs.CONTRACTOR),
    ]


def test_storage_is_recognized_with_the_unit_in_its_title(desk: UsageDesk):
    text = csv_text(("Mandant", "Belegter Speicher (GB)"), ("a", "1.250,5"), ("b", "3"))
    found = look(desk, text)
    assert found.guessed.columns == {"name": "Mandant", "quantity": "Belegter Speicher (GB)"}
    assert found.guessed.fixed == {"product_id": CLOUD, "metric": "storage", "unit": "GB"}
    source, _rows = desk.read("speicher.csv", text, found.guessed)
    rules = msgspec.structs.replace(desk.usage.rules(), units={(CLOUD, "storage"): "TB"})
    (figure,) = desk.usage.count([source], rules).counts
    assert (figure.quantity, figure.unit) == (Decimal("1.2535"), "TB")


def test_figures_of_capacity_without_a_unit_are_asked_about(desk: UsageDesk):
    found = look(desk, csv_text(("Tenant", "Storage used"), ("a", "1250")))
    (question,) = asked(found, QuestionKind.UNIT)
    assert question.blocks
    mapping = answered(found.guessed, question, "GB")
    assert chosen(mapping, question) == "GB"
    assert not [one for one in desk.usage.questions(found, mapping) if one.blocks]


def test_a_figure_with_its_unit_brings_it_along(desk: UsageDesk):
    text = csv_text(("Tenant", "Storage"), ("a", "1.5 TB"), ("b", "500 GB"), ("c", "12 parsecs"))
    mapping = Mapping(
        columns={"name": "Tenant", "quantity": "Storage"},
        fixed={"product_id": CLOUD, "metric": "storage"},
    )
    source, rows = desk.read("tenants.csv", text, mapping)
    assert [(one.quantity, one.unit) for one in rows][:2] == [(Decimal("1.5"), "TB"), (500, "GB")]
    assert source.problems == ()


def test_titles_below_a_heading_are_found(desk: UsageDesk):
    text = "Inventory of Brennholt SE\n\nCreated,2026-11-23\n\nServer,Env\ngw-1,prod\n"
    found = look(desk, text)
    assert (found.header_row, found.first_row) == (5, 6)
    assert found.guessed.columns == {"name": "Server", "environment": "Env"}


def test_a_file_without_any_known_title_asks_what_it_holds(desk: UsageDesk):
    found = look(desk, "foo,bar\nx,y\n")
    assert found.guessed.columns == {}
    blocking = {one.kind for one in found.questions if one.blocks}
    assert blocking == {QuestionKind.WHICH_PRODUCT, QuestionKind.METRIC}
    assert {one.value for one in asked(found, QuestionKind.WHICH_PRODUCT)[0].choices} == {
        GATEWAY, CLOUD, ARCHIVE
    }  # fmt: skip


def test_the_name_of_the_file_may_say_the_product(desk: UsageDesk):
    found = look(desk, "Host\ngw-1\n", "strata-archive hosts 2026.csv")
    assert found.guessed.fixed["product_id"] == ARCHIVE


def test_an_unknown_product_is_asked_about_and_never_dropped(desk: UsageDesk):
    text = csv_text(("Host", "Product"), ("a", "Relay Gatway"), ("b", "Contoso Suite"))
    found = look(desk, text)
    assert found.guessed.products == {"Relay Gatway": GATEWAY}
    (question,) = asked(found, QuestionKind.PRODUCT)
    assert (question.value, question.blocks) == ("Contoso Suite", False)
    _source, rows = desk.read("export.csv", text, found.guessed)
    assert [one.product_id for one in rows] == [GATEWAY, "Contoso Suite"]
    mapping = answered(found.guessed, question, ARCHIVE)
    _source, rows = desk.read("export.csv", text, mapping)
    assert [one.product_id for one in rows] == [GATEWAY, ARCHIVE]


def test_unknown_values_are_asked_about_and_count_as_what_raises_questions(desk: UsageDesk):
    text = csv_text(("Host", "Umgebung", "Status"), ("a", "Blau", "aktiv"), ("b", "Prod", "Ruhend"))
    found = look(desk, text)
    (value,) = asked(found, QuestionKind.VALUE)
    (state,) = asked(found, QuestionKind.STATUS)
    assert (value.value, state.value) == ("Blau", "Ruhend")
    mapping = msgspec.structs.replace(
        found.guessed, fixed={**found.guessed.fixed, "product_id": GATEWAY}
    )
    _source, rows = desk.read("export.csv", text, mapping)
    assert names(rows) == ["a"], "an unknown environment counts as production"
    mapping = answered(answered(mapping, value, "other"), state, "Ruhend")
    assert (chosen(mapping, value), chosen(mapping, state)) == ("other", "Ruhend")
    _source, rows = desk.read("export.csv", text, mapping)
    assert names(rows) == ["b"]
    later = desk.usage.questions(found, answered(mapping, value, "unknown"))
    assert not [one for one in later if one.kind is QuestionKind.VALUE]
    assert chosen(answered(mapping, value, ""), value) == ""


def test_figures_and_dates_that_can_be_read_in_two_ways_are_asked_about(desk: UsageDesk):
    text = csv_text(("Host", "Anzahl", "Datum"), ("a", "1.234", "03/04/2026"))
    found = look(desk, text)
    (figure,), (day,) = asked(found, QuestionKind.DECIMALS), asked(found, QuestionKind.DAYS)
    assert figure.blocks
    assert day.blocks
    mapping = answered(answered(found.guessed, figure, ","), day, "true")
    assert (chosen(mapping, figure), chosen(mapping, day)) == (",", "true")
    fixed = {**mapping.fixed, "product_id": GATEWAY}
    _source, rows = desk.read("export.csv", text, msgspec.structs.replace(mapping, fixed=fixed))
    assert (rows[0].quantity, str(rows[0].counted_at)[:10]) == (1234, "2026-04-03")


def test_figures_of_several_days_without_a_name_ask_whether_they_are_one_thing(desk: UsageDesk):
    text = csv_text(
        ("Date", "Users"), ("2026-11-01", 230), ("2026-11-02", 231), ("2026-11-03", 229)
    )
    found = look(desk, text)
    (question,) = asked(found, QuestionKind.NAMELESS)
    mapping = msgspec.structs.replace(
        answered(found.guessed, question, question.choices[0].value), products={}
    )
    source, _rows = desk.read("export.csv", text, mapping)
    (figure,) = desk.usage.count([source], desk.usage.rules()).counts
    assert (figure.product_id, figure.metric, figure.quantity) == (CLOUD, "named users", 231)


def test_a_mapping_is_remembered_for_files_with_the_same_titles(desk: UsageDesk):
    first = csv_text(("Rechner", "Bemerkung"), ("gw-1", "x"))
    mapping = Mapping(
        columns={"name": "Rechner"}, fixed=HOSTS.fixed, counts_if={"Bemerkung": ("x",)}
    )
    desk.read("first.csv", first, mapping)
    later = csv_text(("BEMERKUNG", "Rechner"), ("x", "gw-2"), delimiter=";").encode("utf-16")
    found = look(desk, later)
    assert found.remembered == msgspec.structs.replace(mapping, counts_if={"BEMERKUNG": ("x",)})
    assert found.mapping is found.remembered
    assert look(desk, csv_text(("Rechner", "Other"), ("gw-1", "x"))).remembered is None


def test_a_preview_shows_rows_and_what_is_wrong_and_keeps_nothing(desk: UsageDesk):
    text = csv_text(("Host", "Anzahl"), ("a", 1), ("b", "x"), *((f"c{n}", 1) for n in range(99)))
    mapping = Mapping(columns={"name": "Host", "quantity": "Anzahl"}, fixed=HOSTS.fixed)
    before = desk.around.own.total_changes
    preview = desk.usage.preview_rows(desk.file("p.csv", text), mapping, 5)
    assert [one.name for one in preview.rows] == ["a", "c0", "c1", "c2", "c3"]
    assert "“x” in “Anzahl” is no figure" in preview.problems[0]
    assert desk.around.own.total_changes == before


def test_json_is_a_table_by_its_names(desk: UsageDesk):
    items = (
        '[{"host": {"name": "gw-1", "fqdn": "gw-1.corp"}, "qty": 2, "active": true},'
        ' {"host": {"name": "gw-2"}, "qty": 1.10, "active": false}]'
    )
    mapping = Mapping(
        columns={"name": "host.name", "quantity": "qty"}, fixed=HOSTS.fixed,
        counts_if={"active": ("true",)},
    )  # fmt: skip
    for content in (items, f'{{"exported": "2026-11-23", "hosts": {items}}}',
                    items.strip("[]").replace("true}, ", "true}\n"), "\ufeff" + items):  # fmt: skip
        found = desk.usage.look(desk.file("hosts.json", content))
        assert found.form is Form.JSON
        assert [one.title for one in found.columns] == ["host.name", "host.fqdn", "qty", "active"]
        _source, rows = desk.read("hosts.json", content, mapping)
        assert [(one.name, one.quantity, one.row, one.left_out) for one in rows] == [
            ("gw-1", 2, 1, ""), ("gw-2", Decimal("1.1"), 2, "not active")
        ]  # fmt: skip


def test_figures_of_json_are_exact(desk: UsageDesk):
    content = '[{"Host": "a", "Anzahl": 0.1}, {"Host": "b", "Anzahl": 123456789012345.6}]'
    mapping = Mapping(columns={"name": "Host", "quantity": "Anzahl"}, fixed=HOSTS.fixed)
    _source, rows = desk.read("exact.json", content, mapping)
    assert [str(one.quantity) for one in rows] == ["0.1", "123456789012345.6"]


def test_sheets_are_chosen_and_cells_keep_their_kinds(desk: UsageDesk):
    from datetime import datetime

    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Read me"])
    sheet = book.create_sheet("Hosts")
    sheet.append(["Host", "Anzahl", "Datum", "Aktiv"])
    sheet.append(["gw-1", 2.5, datetime(2026, 11, 23, 10, 30), True])
    sheet.append([4711, 250, 46349, False])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    found = desk.usage.look(desk.file("book.xlsx", out.getvalue()))
    assert (found.sheet, found.sheets) == ("Hosts", ("Notes", "Hosts", "Old"))
    assert any("hidden" in note for note in found.notes)
    assert asked(found, QuestionKind.SHEET)[0].choices[1].value == "Hosts"
    mapping = Mapping(
        columns={"name": "Host", "quantity": "Anzahl", "counted_at": "Datum"}, fixed=HOSTS.fixed
    )
    source, rows = desk.read("book.xlsx", out.getvalue(), mapping)
    assert [(one.name, one.quantity, f"{one.counted_at:%Y-%m-%d %H:%M}") for one in rows] == [
        ("gw-1", Decimal("2.5"), "2026-11-23 10:30"), ("4711", 250, "2026-11-23 00:00")
    ]  # fmt: skip
    assert source.mapping is not None
    assert source.mapping.sheet == "Hosts"


def test_a_large_file_is_looked_at_by_its_head_alone(desk: UsageDesk):
    lines = "Host,Status\n" + "".join(f"gw-{n:07},active\n" for n in range(600_000))
    found = look(desk, lines)
    assert len(found.rows) == 20
    assert found.size == len(lines)
    assert found.guessed.counts_if == {"Status": ("active",)}

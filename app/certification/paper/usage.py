"""What is permitted and used, as a table; what was found and explained; what is left out."""

from __future__ import annotations

from collections import Counter

from app.certification.paper.figures import count, number
from app.certification.paper.parts import Cell, Part, Sheet, quiet, strong, toned
from app.certification.reconcile.model import Result
from app.certification.statement import StatedLine, Statement

_TONES = {
    "within": "plain",
    "unlimited": "plain",
    "over": "bad",
    "missing": "open",
    "not_stated": "open",
}


def verdict(sheet: Sheet, statement: Statement) -> Part:
    """What the lines come to, in a sentence and in counts."""
    words, lines = sheet.words, statement.lines
    counts = Counter(one.result for one in lines)
    said = []
    if not lines:
        said.append(words("verdict_none"))
    elif counts[Result.OVER]:
        said.append(
            words.count("verdict_over", counts[Result.OVER], m=count(sheet.style, len(lines)))
        )
    elif counts[Result.WITHIN] + counts[Result.UNLIMITED] == len(lines):
        said.append(words.count("verdict_within", len(lines)))
    for key, result in (
        ("verdict_missing", Result.MISSING),
        ("verdict_not_stated", Result.NOT_STATED),
    ):
        if counts[result]:
            said.append(words.count(key, counts[result]))
    if counts[Result.OVER]:
        tone = "bad"
    else:
        tone = "good" if is_clean(statement) else "open"
    tally = [
        [count(sheet.style, counts[one]), words.of("tally", one.value)]
        for one in Result
        if counts[one]
    ]
    return {"kind": "verdict", "tone": tone, "text": words("joined").join(said), "tally": tally}


def is_clean(statement: Statement) -> bool:
    """Whether everything is within scope and attested without exception, with nothing left out."""
    good = {Result.WITHIN, Result.UNLIMITED}
    return (
        bool(statement.lines)
        and all(one.result in good for one in statement.lines)
        and not statement.left_out
        and not statement.findings
        and not any(one.reply == "exception" or one.text for one in statement.attestations)
    )


def usage(sheet: Sheet, statement: Statement) -> list[Part]:
    """The table of lines."""
    words = sheet.words
    head = [
        words(f"col_{one}")
        for one in (
            "n", "product", "orders", "permitted", "used", "difference", "result", "evidence",
        )
    ]  # fmt: skip
    rows = [_row(sheet, one) for one in statement.lines]
    widths = (8, 0, 23, 19, 17, 22, 29, 15)
    return [
        sheet.heading(words("usage")),
        sheet.table(head, rows, widths, right=(3, 4, 5)),
    ]


def findings(sheet: Sheet, statement: Statement) -> list[Part]:
    """Explanations of lines, then what is open."""
    words = sheet.words
    told = [one for one in statement.lines if one.explanation or one.resolution not in ("", "open")]
    over = [one for one in statement.lines if one.result == Result.OVER and one not in told]
    parts = [sheet.heading(words("findings"))]
    if told or over:
        head = (words("col_n"), words("col_finding"), words("col_answer"))
        rows = [_explained(sheet, one) for one in statement.lines if one in told or one in over]
        parts.append(sheet.table(head, rows, (8, 0, 42)))
    if statement.findings:
        parts.append(sheet.heading(words("open_findings"), 3))
        parts.append(sheet.bullets(statement.findings))
    if len(parts) == 1:
        parts.append(sheet.remark(words("findings_none")))
    return parts


def left_out(sheet: Sheet, statement: Statement) -> list[Part]:
    """Entitlements that are not certified, with the reason."""
    if not statement.left_out:
        return []
    words = sheet.words
    head = (words("col_n"), words("col_product"), words("col_orders"), words("col_reason"))
    rows: list[list[Cell]] = [
        [str(one.n), _product(sheet, one), "\n".join(one.orders), one.explanation]
        for one in statement.left_out
    ]
    return [
        sheet.heading(words("left_out")),
        sheet.remark(words("left_out_words"), leads=True),
        sheet.table(head, rows, (8, 0, 25, 75)),
    ]


def permitted_words(sheet: Sheet, line: StatedLine) -> str:
    """The permitted figure, that there is no limit, or a dash: the result says why."""
    if line.permitted is not None:
        return number(sheet.style, line.permitted)
    return sheet.words("unlimited" if line.result == Result.UNLIMITED else "nothing")


def used_words(sheet: Sheet, line: StatedLine) -> str:
    """The used figure, or that nothing stands behind one."""
    return sheet.words("nothing") if line.used is None else number(sheet.style, line.used)


def _row(sheet: Sheet, line: StatedLine) -> list[Cell]:
    tone = _TONES.get(line.result, "plain")
    over = line.result == Result.OVER
    result = sheet.words.of("results", line.result)
    used = used_words(sheet, line)
    difference = number(sheet.style, line.difference, signed=True) or sheet.words("nothing")
    return [
        str(line.n),
        _product(sheet, line),
        quiet("\n".join(line.orders) or sheet.words("nothing"), [sheet.words.clause(line.clause)]),
        permitted_words(sheet, line),
        toned(used, tone) if over else used,
        toned(difference, tone) if over else difference,
        result if tone == "plain" else toned(result, tone),
        "\n".join(line.evidence),
    ]


def _product(sheet: Sheet, line: StatedLine) -> Cell:
    words = sheet.words
    metric = words.metric(line.metric)
    if line.unit and line.unit.casefold() not in line.metric.casefold():
        metric = words("metric_in", metric=metric, unit=line.unit)
    before = ""
    if line.before is not None:
        before = words("before", n=number(sheet.style, line.before))
    return strong(line.product or line.product_id, small=[metric, before])


def _explained(sheet: Sheet, line: StatedLine) -> list[Cell]:
    words = sheet.words
    about = words(
        "finding_about",
        used=used_words(sheet, line),
        permitted=words("not_stated")
        if line.result == Result.NOT_STATED
        else permitted_words(sheet, line),
    )
    product = words("product_metric", product=line.product, metric=words.metric(line.metric))
    answer = words.of("resolutions", line.resolution or "open")
    return [str(line.n), strong(product, below=[line.explanation], small=[about]), answer]

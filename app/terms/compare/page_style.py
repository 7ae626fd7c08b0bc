"""The looks of an exported comparison: light and dark as the reader's system asks, and on paper."""

from __future__ import annotations

from app.base.text import _

_COLORS = """:root {{ {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
"""
LIGHT = {
    "ground": "#FFFFFF", "sunken": "#F0F2F5", "line": "#CBD0D9", "text": "#191D24",
    "quiet": "#4C5463", "link": "#2558A8", "add": "#CFEBD8", "cut": "#F9D6D2",
}  # fmt: skip
DARK = {
    "ground": "#1F2329", "sunken": "#262A32", "line": "#434A56", "text": "#E2E5EA",
    "quiet": "#B6BDC8", "link": "#8DB4F8", "add": "#1F4A33", "cut": "#5A2C2A",
}  # fmt: skip

_RULES = """body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 16px; }
h1 { font-size: 22px; line-height: 1.3; } h2 { font-size: 17px; margin-top: 32px; }
h3 { font-size: 15px; margin: 16px 0 8px; }
small, .none, .legend { color: var(--quiet); } small { font-weight: normal; }
a { color: var(--link); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 6px 12px 6px 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th, tbody th { font-weight: 600; }
section, details { border-top: 1px solid var(--line); padding: 8px 0; }
summary { color: var(--quiet); cursor: pointer; padding: 4px 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
.pair > * { margin: 0; min-width: 0; }
.names { font-weight: 600; padding-bottom: 8px; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
ins { background: var(--add); text-decoration: underline; }
del { background: var(--cut); text-decoration: line-through; }
ins::before, ins::after, del::before, del::after { position: absolute; width: 1px; height: 1px;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 720px) { .pair { grid-template-columns: 1fr; gap: 8px; } }
@media print {
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  section { break-inside: avoid-page; } h2, h3 { break-after: avoid-page; }
  details:not([open]) > *:not(summary) { display: none; }
  ins, del { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def style() -> str:
    """The style sheet. What begins and ends a mark is also said to those who cannot see it."""
    colors = _COLORS.format(light=_variables(LIGHT), dark=_variables(DARK))
    spoken = (
        ("ins::before", _("added:")),
        ("ins::after", _("end of added words")),
        ("del::before", _("removed:")),
        ("del::after", _("end of removed words")),
    )
    said = "".join(f'{where} {{ content: " {_quoted(words)} "; }}\n' for where, words in spoken)
    return colors + _RULES + said


def _variables(colors: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colors.items())


def _quoted(words: str) -> str:
    """`words` inside a string of a style sheet (CSS Syntax, 4.3.5): letters and blanks as is."""
    return "".join(
        letter if letter.isalpha() or letter in " :," else f"\\{ord(letter):x} " for letter in words
    )

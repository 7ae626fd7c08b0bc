"""The few pages a person's browser shows during sign-in: plain HTML, everything escaped."""

from __future__ import annotations

from html import escape

from app.base.text import _
from app.sandbox.http import Reply

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;"
    "color:#1b2430;background:#f6f7f9}main{background:#fff;border:1px solid #d6dae1;"
    "border-radius:8px;padding:1.5rem}label{display:block;margin:.75rem 0 .25rem}"
    "input{font:inherit;width:100%;box-sizing:border-box;padding:.4rem}"
    "button{font:inherit;margin:1rem .5rem 0 0;padding:.4rem 1rem}.trouble{color:#a4161a}"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def page(title: str, body: str, status: int = 200) -> Reply:
    """A whole page; `title` is escaped, `body` is HTML made here."""
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><main><h1>{escape(title)}</h1>{body}</main></html>"
    )
    return Reply(status, html.encode(), "text/html; charset=utf-8", _HEADERS)


def message(title: str, text: str, status: int = 200) -> Reply:
    """A page that only says something."""
    return page(title, f"<p>{escape(text)}</p>", status)


def sign_in(pending: str, vendor_name: str, trouble: str = "", status: int = 200) -> Reply:
    """The page that asks for user name and password."""
    body = _trouble(trouble) + _form(
        "/oauth/login",
        pending,
        _field("user", _("User name"), "text", "username")
        + _field("password", _("Password"), "password", "current-password")
        + _button("", "", _("Sign in")),
    )
    return page(_("Sign in to {vendor}").format(vendor=vendor_name), body, status)


def consent(pending: str, name: str, account: str) -> Reply:
    """The page that asks whether Counterpart may act for the person."""
    question = _("Counterpart asks to read and send on behalf of {name} ({account}).").format(
        name=name, account=account
    )
    buttons = _button("decision", "allow", _("Allow")) + _button("decision", "deny", _("Refuse"))
    body = f"<p>{escape(question)}</p>" + _form("/oauth/consent", pending, buttons)
    return page(_("Allow access?"), body)


def device(user_code: str = "", trouble: str = "", status: int = 200) -> Reply:
    """The page that asks for the code another device shows."""
    shown = _field("user_code", _("Code"), "text", "off", user_code)
    body = _trouble(trouble) + _form("/device", "", shown + _button("", "", _("Continue")))
    return page(_("Enter the code shown on your device"), body, status)


def _form(action: str, pending: str, content: str) -> str:
    hidden = f'<input type="hidden" name="pending" value="{escape(pending)}">' if pending else ""
    return f'<form method="post" action="{action}">{hidden}{content}</form>'


def _field(name: str, label: str, kind: str, complete: str, value: str = "") -> str:
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{complete}"'
        f' value="{escape(value)}" required>'
    )


def _button(name: str, value: str, label: str) -> str:
    named = f' name="{name}" value="{value}"' if name else ""
    return f'<button type="submit"{named}>{escape(label)}</button>'


def _trouble(text: str) -> str:
    return f'<p class="trouble" role="alert">{escape(text)}</p>' if text else ""

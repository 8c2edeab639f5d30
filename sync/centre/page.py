"""The province's page: plan against actual, district by district and office by office, and what was found.

One read-only HTML page made here; no script, nothing fetched from elsewhere. It shows counts and ids of entries, never a name.
The province's token opens it; the browser then holds a signed, short-lived cookie.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Annotated
from urllib.parse import parse_qs, urlencode

from fastapi import FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from registers.catalogue import Language, say
from registers.kinds import RegisterKind
from registers.units import gazetteer, unit
from sync.centre import feeds, progress
from sync.centre.body import BodyRefused, read_body
from sync.centre.context import Centre, CentreOf
from sync.centre.tokens import bearer_of

_COOKIE = "hotich"
_HOURS = 8
_STYLE = """
body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{padding:.3rem .6rem;border-bottom:1px solid #ccc;text-align:left}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
meter{width:9rem;height:1rem}a{color:#0645ad}.late{color:#a40000;font-weight:600}nav{margin:.5rem 0}
input{font:inherit;padding:.3rem;width:28rem;max-width:100%}button{font:inherit;padding:.3rem 1rem}
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_SMALL_FORM = 4096


@dataclass(frozen=True, slots=True)
class View:
    """What the page is narrowed to; "" for everything."""

    lang: Language = Language.VI
    phase: str = ""
    kind: str = ""
    district: str = ""
    office: str = ""

    def link(self, text: str, **change: str) -> str:
        """A link to this view with `change`."""
        now = {
            "lang": self.lang.value,
            "phase": self.phase,
            "kind": self.kind,
            "district": self.district,
            "office": self.office,
        }
        query = urlencode({name: value for name, value in (now | change).items() if value})
        return f'<a href="/?{escape(query)}">{escape(text)}</a>'


def add_to(app: FastAPI) -> None:
    """Add the page and its sign-in to `app`."""

    @app.get("/", include_in_schema=False)
    def show(
        request: Request,
        centre: CentreOf,
        lang: Annotated[Language, Query()] = Language.VI,
        phase: Annotated[str, Query(max_length=20)] = "",
        kind: Annotated[str, Query(max_length=8)] = "",
        district: Annotated[str, Query(max_length=5)] = "",
        office: Annotated[str, Query(max_length=5)] = "",
    ) -> Response:
        view = View(lang, phase, kind, district, office)
        if not _signed_in(centre, request.cookies.get(_COOKIE, "")):
            return _html(_sign_in(view), 401)
        return _html(_report(centre, view))

    @app.post("/", include_in_schema=False)
    async def sign_in(request: Request, centre: CentreOf) -> Response:
        try:
            form = parse_qs((await read_body(request.stream(), "", _SMALL_FORM)).decode("utf-8", "replace"))
        except BodyRefused:
            return _html(_sign_in(View(), say("centre.page_refused")), 413)
        lang = Language.EN if form.get("lang") == ["en"] else Language.VI
        token = form.get("token", [""])[0].strip()
        bearer = await run_in_threadpool(bearer_of, centre.database, f"Bearer {token}")
        if centre.throttle.wait("page") or bearer is None or not bearer.province:
            return _html(_sign_in(View(lang), say("centre.page_refused", lang)), 401)
        until = str(int(centre.database.clock().timestamp()) + _HOURS * 3600)
        response = Response(status_code=303, headers={"Location": f"/?lang={lang.value}"})
        response.set_cookie(
            _COOKIE, f"{until}.{_seal(centre, until)}", max_age=_HOURS * 3600, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response


def _seal(centre: Centre, until: str) -> str:
    return hmac.digest(centre.identity.key, f"page {until}".encode(), "sha256").hex()


def _signed_in(centre: Centre, cookie: str) -> bool:
    until, _, seal = cookie.partition(".")
    if not (until.isascii() and until.isdecimal() and len(until) < 16):
        return False
    return hmac.compare_digest(seal, _seal(centre, until)) and int(until) > centre.database.clock().timestamp()


def _html(body: str, status: int = 200) -> Response:
    return Response(body, status, _HEADERS, media_type="text/html; charset=utf-8")


def _document(view: View, body: str) -> str:
    other = Language.EN if view.lang is Language.VI else Language.VI
    switch = view.link(say("centre.page_other_language", view.lang), lang=other.value)
    title = escape(say("centre.page_title", view.lang))
    return (
        f'<!doctype html><html lang="{view.lang.value}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><nav>{switch}</nav><h1>{title}</h1>{body}</body></html>"
    )


def _sign_in(view: View, why: str = "") -> str:
    lang = view.lang
    note = f'<p class="late" role="alert">{escape(why)}</p>' if why else ""
    return _document(
        view,
        f'{note}<form method="post" action="/"><input type="hidden" name="lang" value="{lang.value}">'
        f'<p><label for="token">{escape(say("centre.page_token", lang))}</label></p>'
        f'<p><input id="token" name="token" type="password" autocomplete="off" required></p>'
        f"<p><button>{escape(say('centre.page_open', lang))}</button></p></form>",
    )


def _report(centre: Centre, view: View) -> str:
    today = centre.database.clock().date()
    found = progress.counts(centre.database)
    shown = [count for count in found if _within(count, view, today)]
    parts = [_crumbs(view, today), _phases(centre, view, shown, today)]
    parts.append(_kinds(view, shown))
    if view.office:
        parts.append(_findings(centre, view))
    else:
        parts.append(_offices(view, shown, today))
    return _document(view, "".join(parts))


def _within(count: progress.Count, view: View, today: date) -> bool:
    return (
        view.phase in ("", count.phase)
        and view.kind in ("", count.kind)
        and view.office in ("", count.office)
        and view.district in ("", _district(count.office, today))
    )


def _district(office: str, today: date) -> str:
    """The district an office is, or last was, in; the office itself where it is none's."""
    for state in reversed(gazetteer().states(office)):
        if len(state.parent) == 3:
            return state.parent
    return office if len(office) == 3 or unit(office, today) else ""


def _name(code: str) -> str:
    states = gazetteer().states(code)
    return states[-1].full if states else code


def _crumbs(view: View, today: date) -> str:
    steps = [view.link(say("centre.page_all", view.lang), phase="", kind="", district="", office="")]
    if view.phase:
        steps.append(escape(f"{say('centre.page_phase', view.lang)} {view.phase}"))
    if view.kind:
        steps.append(escape(_kind(view.kind, view.lang)))
    district = view.district or (_district(view.office, today) if view.office else "")
    if district:
        steps.append(view.link(_name(district), district=district, office=""))
    if view.office:
        steps.append(escape(_name(view.office)))
    return f"<nav>{' › '.join(steps)}</nav>"


def _kind(kind: str, lang: Language) -> str:
    return RegisterKind(kind).label.within(lang) if kind in set(RegisterKind) else kind or "–"


def _phases(centre: Centre, view: View, shown: Iterable[progress.Count], today: date) -> str:
    received, official = _sums(shown, lambda count: count.phase)
    whole = not (view.kind or view.district or view.office)
    rows = []
    for phase in centre.plan.phases:
        if view.phase not in ("", phase.id):
            continue
        late = phase.deadline < today and official[phase.id] < phase.target
        deadline = f"{phase.deadline:%d/%m/%Y}"
        rows.append(
            f"<tr><td>{view.link(phase.id, phase=phase.id)}</td>"
            f"<td{' class=late' if late and whole else ''}>{deadline}</td>"
            f"{_number(phase.target if whole else None)}{_number(received[phase.id])}{_number(official[phase.id])}"
            f"<td>{_meter(official[phase.id], phase.target) if whole else ''}</td></tr>"
        )
    return _table(view, "page_phases", ("phase", "deadline", "target", "received", "official", "done"), rows)


def _kinds(view: View, shown: Iterable[progress.Count]) -> str:
    received, official = _sums(shown, lambda count: count.kind)
    order = {kind.value: place for place, kind in enumerate(RegisterKind)}
    rows = [
        f"<tr><td>{view.link(_kind(kind, view.lang), kind=kind)}</td>{_number(received[kind])}{_number(official[kind])}</tr>"
        for kind in sorted(received, key=lambda kind: order.get(kind, 99))
    ]
    return _table(view, "page_kinds", ("kind", "received", "official"), rows)


def _offices(view: View, shown: list[progress.Count], today: date) -> str:
    by_office = bool(view.district)
    received, official = _sums(shown, lambda count: count.office if by_office else _district(count.office, today))
    rows = []
    for code in sorted(received, key=_name):
        link = view.link(_name(code), office=code) if by_office else view.link(_name(code), district=code)
        rows.append(f"<tr><td>{link}</td>{_number(received[code])}{_number(official[code])}</tr>")
    return _table(view, "page_offices" if by_office else "page_districts", ("office", "received", "official"), rows)


def _findings(centre: Centre, view: View) -> str:
    found = feeds.findings(centre.database, view.office, "", 500)
    rows = [
        f"<tr><td>{escape(say(f'centre.finding_{one.rule}', view.lang))}</td><td>{escape(one.entry_id)}</td>"
        f"<td>{escape(_name(one.other_office))}</td><td>{escape(one.other_entry_id)}</td><td>{escape(one.at[:10])}</td></tr>"
        for one in found.items
    ]
    if not rows:
        return f"<h2>{escape(say('centre.page_findings', view.lang))}</h2><p>{escape(say('centre.page_none', view.lang))}</p>"
    return _table(view, "page_findings", ("finding", "entry", "office", "entry", "day"), rows)


def _sums(shown: Iterable[progress.Count], by: Callable[[progress.Count], str]) -> tuple[Counter[str], Counter[str]]:
    received: Counter[str] = Counter()
    official: Counter[str] = Counter()
    for count in shown:
        received[by(count)] += count.entries
        official[by(count)] += count.official
    return received, official


_NUMBERS = frozenset({"target", "received", "official"})


def _table(view: View, title: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    heads = "".join(
        f'<th scope="col"{" class=n" if name in _NUMBERS else ""}>{escape(say(f"centre.page_{name}", view.lang))}</th>'
        for name in columns
    )
    return (
        f"<h2>{escape(say(f'centre.{title}', view.lang))}</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _number(value: int | None) -> str:
    return f'<td class="n">{"" if value is None else f"{value:,}".replace(",", ".")}</td>'


def _meter(value: int, of: int) -> str:
    share = f"{100 * value / of:.1f} %" if of else ""
    return f'<meter min="0" max="{of}" value="{min(value, of)}">{share}</meter> {share}'

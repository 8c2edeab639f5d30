"""The province's page: who may see it, and the frame around the report (`report.py`).

One read-only HTML page made here; no script, nothing fetched from elsewhere. The province's token opens it; the browser then
holds a signed, short-lived cookie.
"""

from __future__ import annotations

import hmac
from html import escape
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from registers.catalogue import Language, say
from sync.centre import feeds
from sync.centre.body import BodyRefused, read_sent
from sync.centre.context import Centre, CentreOf
from sync.centre.report import View, report
from sync.centre.tokens import bearer_of

_COOKIE = "hotich"
_HOURS = 8
_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{font:15px/1.45 system-ui,"Noto Sans","Segoe UI",sans-serif;margin:0 auto;max-width:72rem;padding:0 1rem 3rem;color:#1b1b1b;background:#fff}
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;border-bottom:3px solid #a51d24;padding:.8rem 0 .5rem}
h1{font-size:1.3rem;margin:0}h2{font-size:1.05rem;margin:1.6rem 0 .3rem}nav{margin:.6rem 0;color:#555}
a{color:#0b4f9e;text-underline-offset:.15em}a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid #f0a500;outline-offset:1px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.6rem;margin:.8rem 0 0;padding:0}
.cards div{border:1px solid #d4d4d4;border-radius:.4rem;padding:.45rem .7rem}.cards dt{color:#555;font-size:.85rem}
.cards dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:0 1.6rem}.two>section{min-width:0}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}caption{text-align:left;color:#555;font-size:.85rem;padding:.1rem 0 .3rem}
th,td{padding:.24rem .5rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}th{font-size:.85rem;color:#444;border-bottom:2px solid #999}
tbody tr:hover{background:#f5f7fa}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tfoot td{font-weight:600;border-top:2px solid #999}meter{width:6.5rem;height:.8rem;vertical-align:middle}
.late{color:#a51d24;font-weight:600}.note{color:#555;font-size:.9rem}
input{font:inherit;padding:.4rem;width:34rem;max-width:100%}button{font:inherit;padding:.4rem 1.2rem}
@media (max-width:34rem){.two{grid-template-columns:1fr}}@media print{nav,.switch{display:none}body{max-width:none}}
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_SMALL_FORM = 4096


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
        after: Annotated[str, Query(pattern=feeds.NUMBER_CURSOR)] = "",
    ) -> Response:
        view = View(lang, phase, kind, district, office, after)
        if not _signed_in(centre, request.cookies.get(_COOKIE, "")):
            return _html(_sign_in(view), 401)
        return _html(_document(view, report(centre.database, centre.plan, view)))

    @app.post("/", include_in_schema=False)
    async def sign_in(request: Request, centre: CentreOf) -> Response:
        try:
            form = parse_qs((await read_sent(request.stream(), "", _SMALL_FORM)).decode("utf-8", "replace"))
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
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style></head>"
        f'<body><header><h1>{title}</h1><span class="switch">{switch}</span></header>{body}</body></html>'
    )


def _sign_in(view: View, why: str = "") -> str:
    lang = view.lang
    note = f'<p class="late" role="alert">{escape(why)}</p>' if why else ""
    return _document(
        view,
        f'{note}<form method="post" action="/"><input type="hidden" name="lang" value="{lang.value}">'
        f'<p><label for="token">{escape(say("centre.page_token", lang))}</label></p>'
        f'<p><input id="token" name="token" type="password" autocomplete="off" required autofocus></p>'
        f"<p><button>{escape(say('centre.page_open', lang))}</button></p></form>",
    )

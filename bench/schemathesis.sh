#!/bin/sh
# Every check of schemathesis against the OpenAPI of a centre that is served for it. Run by `make schemathesis`.
set -eu
BIN=$1 ST=$2 FOLDER=$(mktemp -d)
PORT=${PORT:-18765}
URL=sqlite:///$FOLDER/centre.db
trap 'kill "$CENTRE" 2>/dev/null || true; wait; rm -rf "$FOLDER"' EXIT
CENTRE=
for OFFICE in 01693 04; do
    TOKEN=$("$BIN/hotich" centre token issue $OFFICE --database "$URL" 2>/dev/null)
    eval "TOKEN_$OFFICE=$TOKEN"
done
"$BIN/hotich" centre serve --database "$URL" --port "$PORT" --rate 100000 --burst 100000 >"$FOLDER/log" 2>&1 &
CENTRE=$!
for _ in $(seq 150); do
    curl -fs "http://127.0.0.1:$PORT/v1/health" >/dev/null 2>&1 && break
    sleep 0.2
done
# As the office itself, pushing to its own address; then as the province, asking anything.
printf '[parameters]\noffice = "01693"\n' >"$FOLDER/office.toml"
: >"$FOLDER/province.toml"
for WHO in office province; do
    [ $WHO = office ] && TOKEN=$TOKEN_01693 || TOKEN=$TOKEN_04
    "$ST" --config-file "$FOLDER/$WHO.toml" run "http://127.0.0.1:$PORT/openapi.json" --checks all --max-examples "${EXAMPLES:-50}" \
        -H "Authorization: Bearer $TOKEN"
done

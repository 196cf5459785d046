#!/usr/bin/env bash
# usage: tests/bench/download.sh build/release/bin [MEBIBYTES] [PAIRS]
# Download of one file, hashed and synced to disk, side by side with `curl` and a sync of what it wrote, in turns, from a server
# on loopback; our memory; and several connections where the server limits each. The bytes are random and belong to no model.
set -euo pipefail
bin=$(cd -- "$1" && pwd)
mebibytes=${2:-1024} pairs=${3:-10}
scratch=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$scratch"' EXIT
export no_proxy='*'

# serve MEBIBYTES [MEBIBYTES_PER_S]: the server is $server, its URL $url.
serve() {
    local fifo=$scratch/url
    [[ -z ${server:-} ]] || kill "$server"
    rm -f "$fifo"
    mkfifo "$fifo"
    "$bin/edgebench-bench-download" "$@" >"$fifo" < <(sleep infinity) &
    server=$!
    read -r url <"$fifo"
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

with_curl() {
    local begin
    begin=$(now_ms)
    curl -sS -o "$scratch/curl" "$url"
    [[ $1 == --no-sync ]] || sync "$scratch/curl"
    [[ $1 != --verify ]] || sha256sum "$scratch/curl" >/dev/null
    echo $(($(now_ms) - begin))
    rm "$scratch/curl"
}

with_ours() {
    local begin
    begin=$(now_ms)
    "$bin/edgebench-fetch-one" "$url" "$scratch/ours" "${1:-1}" >"$scratch/result"
    echo $(($(now_ms) - begin))
    rm "$scratch/ours"
}

sha_ni=$(grep -qw sha_ni /proc/cpuinfo && echo with || echo without)
echo "conditions: $(nproc) cores $sha_ni instructions for SHA-256, load $(cut -d' ' -f1 /proc/loadavg), $(curl --version | head -n 1 | cut -d' ' -f1-2), $mebibytes MiB, $pairs pairs"
openssl speed -elapsed -seconds 1 -bytes 262144 -evp sha256 2>/dev/null | awk '/^sha256/ { printf "SHA-256 alone: %.0f MiB/s\n", $2 * 1000 / 1048576 }'

# compare NAME: pairs of curl with a sync and of ours, each first in half of the pairs; `curl` alone and sha256sum beside them.
compare() {
    local i theirs ours plain checked
    with_curl --sync >/dev/null
    with_ours >/dev/null
    : >"$scratch/synced"
    : >"$scratch/verified"
    for ((i = 1; i <= pairs; ++i)); do
        if ((i % 2)); then theirs=$(with_curl --sync) ours=$(with_ours); else ours=$(with_ours) theirs=$(with_curl --sync); fi
        plain=$(with_curl --no-sync)
        checked=$(with_curl --verify)
        echo "$1, pair $i: curl $plain ms, curl + sync $theirs ms, curl + sync + sha256sum $checked ms, edgebench $ours ms, peak $(($(jq .peak_kib "$scratch/result") / 1024)) MiB"
        echo "$theirs $ours" >>"$scratch/synced"
        echo "$checked $ours" >>"$scratch/verified"
    done
    echo "$1: speed against curl + sync: $(awk -f "$here/ratio.awk" "$scratch/synced") (asked: at least 0.9)"
    echo "$1: speed against curl + sync + sha256sum: $(awk -f "$here/ratio.awk" "$scratch/verified")"
}

here=$(dirname "$0")
serve "$mebibytes"
compare "loopback"
serve "$mebibytes" 119
compare "1 Gbit/s"
serve 256 16
for connections in 1 4; do
    echo "256 MiB at 16 MiB/s a connection: $(with_ours $connections) ms with $connections, peak $(($(jq .peak_kib "$scratch/result") / 1024)) MiB"
done

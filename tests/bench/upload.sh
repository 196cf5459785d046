#!/usr/bin/env bash
# usage: tests/bench/upload.sh build/release/bin [MEBIBYTES] [PAIRS]
# Upload of one file, side by side with `adb push` followed by a sync of that file, interleaved, to one virtual phone and to two
# at once; then a second run of the same study, and an upload that is cut at 60 %. The file is random and belongs to no model.
. "$(dirname "$0")/../support/lab.sh"
mebibytes=${2:-2048} pairs=${3:-5}
upload=$bin/edgebench-bench-upload
phones=(UPLOAD01 UPLOAD02)
for name in "${phones[@]}"; do start_phone "$name"; done
serial_of() { echo "127.0.0.1:${adb_port[$1]}"; }
serial=$(serial_of UPLOAD01)
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), adb $(adb version | sed -n 's/^Version //p'), $mebibytes MiB, $pairs pairs"

now() { date +%s%N; }
push() {
    adb -s "$(serial_of "$1")" push "$scratch/file" /data/local/tmp/pushed >"$scratch/$1.push" 2>&1 </dev/null
    on_phone "$1" "sync /data/local/tmp/pushed"
}
# pushed NAME...: how long `adb push` and a sync take, to all of them at once.
pushed() {
    local begin name
    begin=$(now)
    for name in "$@"; do push "$name" & pushing+=($!); done
    wait "${pushing[@]}"
    pushing=()
    took=$((($(now) - begin) / 1000000))
    for name in "$@"; do on_phone "$name" "rm /data/local/tmp/pushed"; done
}
# uploaded NAME...: the same for edgebench.
uploaded() {
    local serials=() name
    for name in "$@"; do serials+=("$(serial_of "$name")"); done
    took=$("$upload" "${serials[@]}" "$scratch/file" | jq .upload_ms)
    for name in "$@"; do on_phone "$name" "rm -f /data/local/tmp/edgebench/blobs/*"; done
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
median() { printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 } END { printf "median %.3f, range %.3f to %.3f", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

pushing=() one=() two=() gain=() server_gain=()
for ((i = 1; i <= pairs; ++i)); do
    head -c "${mebibytes}M" /dev/urandom >"$scratch/file"
    sync "$scratch/file"
    pushed UPLOAD01; push_one=$took
    uploaded UPLOAD01; ours_one=$took
    pushed "${phones[@]}"; push_two=$took
    uploaded "${phones[@]}"; ours_two=$took
    one+=("$(ratio "$push_one" "$ours_one")")
    two+=("$(ratio "$push_two" "$ours_two")")
    gain+=("$(ratio $((2 * ours_one)) "$ours_two")")
    server_gain+=("$(ratio $((2 * push_one)) "$push_two")")
    echo "pair $i: one phone $push_one ms by adb push and sync, $ours_one ms by edgebench; two at once $push_two ms, $ours_two ms; load $(cut -d' ' -f1 /proc/loadavg)"
done
echo "throughput against adb push and sync, one phone: $(median "${one[@]}") (asked: at least 0.95)"
echo "throughput against adb push and sync, two at once: $(median "${two[@]}")"
echo "throughput of two phones against one: $(median "${gain[@]}") (asked: at least 1.5); the same of adb push, the server's own: $(median "${server_gain[@]}")"

"$upload" "$serial" "$scratch/file" >/dev/null
again=$("$upload" "$serial" "$scratch/file")
echo "again: $(jq .sent_bytes <<<"$again") bytes sent, found out in $(jq .upload_ms <<<"$again") ms (asked: 0 bytes, under 100 ms)"
on_phone UPLOAD01 "rm -f /data/local/tmp/edgebench/blobs/*"
control UPLOAD01 "drop after $((mebibytes * 1024 * 1024 * 6 / 10))" >/dev/null
"$upload" "$serial" "$scratch/file" >/dev/null 2>&1 && die "the upload was not cut"
connect UPLOAD01
resumed=$("$upload" "$serial" "$scratch/file")
echo "cut at 60 %: resumed at $(jq -r '.resumed_bytes * 100 / (.resumed_bytes + .sent_bytes) | floor' <<<"$resumed") %"

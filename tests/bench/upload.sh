#!/usr/bin/env bash
# usage: tests/bench/upload.sh build/release/bin [MEBIBYTES] [PAIRS]
# Upload of one file, side by side with `adb push` followed by a sync of that file, interleaved, to a virtual phone; then a
# second run of the same study, and an upload that is cut at 60 %. The file is random and belongs to no model.
. "$(dirname "$0")/../support/lab.sh"
mebibytes=${2:-1024} pairs=${3:-5}
upload=$bin/edgebench-bench-upload
start_phone UPLOAD01
serial=127.0.0.1:${adb_port[UPLOAD01]}
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), adb $(adb version | sed -n 's/^Version //p'), $mebibytes MiB, $pairs pairs"

now() { date +%s%N; }
ratios=()
for ((i = 0; i < pairs; ++i)); do
    head -c "${mebibytes}M" /dev/urandom >"$scratch/file"
    begin=$(now)
    adb -s "$serial" push "$scratch/file" /data/local/tmp/pushed >"$scratch/log" 2>&1 </dev/null
    on_phone UPLOAD01 "sync /data/local/tmp/pushed"
    pushed=$((($(now) - begin) / 1000000))
    on_phone UPLOAD01 "rm /data/local/tmp/pushed"
    ours=$("$upload" "$serial" "$scratch/file" | jq .upload_ms)
    on_phone UPLOAD01 "rm -f /data/local/tmp/edgebench/blobs/*"
    ratio=$(awk -v a="$pushed" -v b="$ours" 'BEGIN { printf "%.3f", a / b }')
    ratios+=("$ratio")
    echo "pair $((i + 1)): adb push + sync $pushed ms, edgebench $ours ms, throughput ratio $ratio"
done
printf '%s\n' "${ratios[@]}" | sort -n | awk '{ v[NR] = $1 } END { printf "median ratio %.3f, range %.3f to %.3f (asked: at least 0.9)\n", v[int((NR + 1) / 2)], v[1], v[NR] }'

first=$("$upload" "$serial" "$scratch/file")
again=$("$upload" "$serial" "$scratch/file")
echo "again: $(jq .sent_bytes <<<"$again") bytes sent, found out in $(jq .upload_ms <<<"$again") ms (asked: 0 bytes, under 100 ms)"
on_phone UPLOAD01 "rm -f /data/local/tmp/edgebench/blobs/*"
control UPLOAD01 "drop after $((mebibytes * 1024 * 1024 * 6 / 10))" >/dev/null
"$upload" "$serial" "$scratch/file" >/dev/null 2>&1 && die "the upload was not cut"
connect UPLOAD01
resumed=$("$upload" "$serial" "$scratch/file")
echo "cut at 60 %: resumed at $(jq -r '.resumed_bytes * 100 / (.resumed_bytes + .sent_bytes) | floor' <<<"$resumed") %"
: "$first"

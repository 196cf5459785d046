#!/usr/bin/env bash
# usage: tests/bench/qualify.sh build/release/bin [PHONE.conf...]
# `doctor --gauge` end to end on virtual phones, side by side with what their gauges really are.
. "$(dirname "$0")/../support/lab.sh"
phones=("${@:2}")
((${#phones[@]})) || phones=("$repository"/tests/virtual_phone/phones/*.conf)
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), simulated gauges"
value_of() { sed -n "s/^$1 *= *\([^ #]*\).*/\1/p" "$2"; }
number=0
for phone in "${phones[@]}"; do
    serial=QUALIFY$((++number))
    start_phone "$serial" --phone "$phone"
    begin=$SECONDS
    found=$(edgebench doctor --gauge --json --device "127.0.0.1:${adb_port[$serial]}" 2>"$scratch/log") || found='{}'
    echo "$(basename "$phone" .conf): true refresh $(value_of refresh_s "$phone") s, kernel $(value_of kernel "$phone")," \
        "sign $(value_of discharge_sign "$phone"); found" \
        "$(jq -r '"\(.refresh_s) s, \(.kernel), \(.discharge_sign), \(.edges) edges"' <<<"$found") in $((SECONDS - begin)) s"
done

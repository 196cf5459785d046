#!/usr/bin/env bash
# usage: tests/bench/gauge_recordings.sh build/release/bin FOLDER [STATE]
# What `edgebench gauge` finds in each recording of a folder of real ones: compare it with what is known of those phones.
set -euo pipefail
bin=${1:?usage: gauge_recordings.sh BIN FOLDER [STATE]} folder=${2:?usage: gauge_recordings.sh BIN FOLDER [STATE]} state=${3:-discharging}
printf '%-28s %7s %10s %-22s %5s %9s %12s  %s\n' file changes refresh_s 'interval_s (95 %)' unit sign quantisation verdict
for file in "$folder"/*.csv; do
    json=$("$bin/edgebench" gauge "$file" --state "$state" --json) || continue
    jq -r --arg file "$(basename "$file")" '
        def shown: if . == null then "-" else . end;
        def digits: if . == null then "-" else . * 10000 | round / 10000 end;
        [$file, .changes, (.refresh_s | digits),
         (if .refresh_interval_s == null then "-" else (.refresh_interval_s | map(digits | tostring) | join(" to ")) end),
         (.unit | shown), (.discharge_sign | shown), (.quantisation | shown), .verdict] | @tsv' <<<"$json" |
        { IFS=$'\t' read -r name changes refresh interval unit sign step verdict
          printf '%-28s %7s %10s %-22s %5s %9s %12s  %s\n' "$name" "$changes" "$refresh" "$interval" "$unit" "$sign" "$step" "$verdict"; }
done

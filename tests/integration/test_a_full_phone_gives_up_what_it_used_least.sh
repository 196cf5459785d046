#!/usr/bin/env bash
# An old model makes room for the new one, and the host says so and keeps it on record.
. "$(dirname "$0")/../support/lab.sh"
start_phone EVICT001 --storage 900000000
blobs=/data/local/tmp/edgebench/blobs
old=$(printf '0%.0s' {1..64})
on_phone EVICT001 "mkdir -p $blobs && head -c 760000000 /dev/zero >$blobs/$old && touch -d 2020-01-01T00:00:00Z $blobs/$old"
expect_exit 0 quick_run
expect_text "removed model 000000000000 (724 MiB) from the phone to make room"
[[ -z $(on_phone EVICT001 "ls $blobs | grep $old") ]] || die "the old model is still there"
expect_equal "$(sql "select count(*) from event where kind = 'store'")" 1 "events"

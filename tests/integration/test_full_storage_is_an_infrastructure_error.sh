#!/usr/bin/env bash
. "$(dirname "$0")/../support/lab.sh"
start_phone FULL0001 --storage 60000000
expect_exit 3 quick_run
expect_text "MiB"
[[ -z $(on_phone FULL0001 "ls /data/local/tmp/edgebench/plans 2>/dev/null") ]] || die "a plan was left behind"

#!/usr/bin/env bash
. "$(dirname "$0")/../support/lab.sh"
start_phone CLEAN001
expect_exit 0 quick_run
expect_exit 0 edgebench clean
[[ -z $(on_phone CLEAN001 "ls -A /data/local/tmp") ]] || die "left behind: $(on_phone CLEAN001 'ls -AR /data/local/tmp')"
[[ -z $(on_phone CLEAN001 "ps -A | grep -E 'edgebench|llama'") ]] || die "a process was left running"

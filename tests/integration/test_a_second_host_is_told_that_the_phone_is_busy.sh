#!/usr/bin/env bash
. "$(dirname "$0")/../support/lab.sh"
start_phone BUSY0001
USER=alice begin_run
USER=bob XDG_DATA_HOME=$scratch/bob expect_exit 3 quick_run
expect_text busy
expect_text alice@
wait "$run" || die "alice was disturbed: $(cat "$scratch/out")"

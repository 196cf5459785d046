#!/usr/bin/env bash
. "$(dirname "$0")/../support/lab.sh"
start_phone AGAIN001
expect_exit 0 quick_run
expect_text "upload "
expect_exit 0 quick_run --new
! grep -q "upload " <<<"$output" || die "uploaded again: $output"
expect_equal "$(sql 'select count(*) from study')" 2 studies

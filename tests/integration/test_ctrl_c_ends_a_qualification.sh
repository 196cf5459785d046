#!/usr/bin/env bash
# Ctrl-C in `doctor --gauge` ends the load, puts the settings back, and leaves nothing to collect.
. "$(dirname "$0")/../support/lab.sh"
start_phone QUALIFY1
on_phone QUALIFY1 "settings put system screen_brightness 77"
"$bin/edgebench" doctor --gauge >"$scratch/out" 2>&1 &
doctor=$!
is_dark() { [[ $(on_phone QUALIFY1 'settings get system screen_brightness') == 1 ]]; }
is_bright() { [[ $(on_phone QUALIFY1 'settings get system screen_brightness') == 77 ]]; }
until_true is_dark
kill -INT "$doctor"
status=0
wait "$doctor" || status=$?
expect_equal "$status" 130 "exit code ($(cat "$scratch/out"))"
until_true is_bright
expect_exit 0 edgebench collect
expect_equal "$(sql 'select count(*) from gauge_qualification')" 0 "qualifications"

#!/usr/bin/env bash
# Ctrl-C ends the plan, restores the phone and keeps the finished attempts.
. "$(dirname "$0")/../support/lab.sh"
start_phone CTRLC001
on_phone CTRLC001 "settings put system screen_brightness 77"
begin_run --repetitions 5
until_true sh -c "grep -q '^trial 2' '$scratch/out'"
kill -INT "$run"
status=0
wait "$run" || status=$?
expect_equal "$status" 130 "exit code"
output=$(cat "$scratch/out")
expect_text "kept"
(($(sql "select count(*) from attempts where outcome = 'finished'") >= 1)) || die "no finished attempt was kept"
expect_equal "$(on_phone CTRLC001 'settings get system screen_brightness')" 77 brightness
[[ -z $(on_phone CTRLC001 "ps -A | grep llama-server") ]] || die "the engine was left running"

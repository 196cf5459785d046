#!/usr/bin/env bash
# Submitted and left alone; collected through the agent, and another one by plain adb after the agent has gone.
. "$(dirname "$0")/../support/lab.sh"
start_phone DETACH01
ended() { on_phone DETACH01 "grep -qa plan_end /data/local/tmp/edgebench/plans/*/journal"; }

expect_exit 0 quick_run --detached
expect_text "edgebench collect"
until_true ended
expect_exit 0 edgebench collect
expect_equal "$(sql "select count(*) from attempts where outcome = 'finished'")" "$(sql 'select count(*) from slot')" "finished attempts"
[[ -z $(on_phone DETACH01 "ls /data/local/tmp/edgebench/plans") ]] || die "the journal was not removed"

expect_exit 0 quick_run --detached --new
until_true ended
on_phone DETACH01 'kill -9 $(sed -n "s/^pid=//p" /data/local/tmp/edgebench/lock)'
# A program with no agent beside it.
mkdir "$scratch/alone"
cp "$bin/edgebench" "$scratch/alone/"
expect_exit 0 "$scratch/alone/edgebench" collect
expect_text "plain adb"
expect_equal "$(sql "select count(*) from attempts where outcome = 'finished'")" "$(sql 'select count(*) from slot')" "finished attempts"

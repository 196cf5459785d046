#!/usr/bin/env bash
# Every way of having no usable phone says what to do next.
. "$(dirname "$0")/../support/lab.sh"
adb start-server 2>/dev/null
expect_exit 3 quick_run
expect_text "USB debugging"
start_phone FIRST001
start_phone SECOND01
expect_exit 3 quick_run
expect_text "--device"
expect_exit 3 quick_run --device NOSUCH
expect_text "NOSUCH"
expect_exit 0 edgebench devices
expect_text FIRST001
expect_text SECOND01
# An agent that cannot live on a phone says why.
plan=/data/local/tmp/edgebench/plans/0123456789abcdef0123456789abcdef
on_phone FIRST001 "mkdir -p $plan && ln -s journal $plan/journal"
expect_exit 3 quick_run --device "127.0.0.1:${adb_port[FIRST001]}"
expect_text "Too many levels of symbolic links"

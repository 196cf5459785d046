#!/usr/bin/env bash
# The screen of a phone behind a lock with a secret cannot be kept on: on battery the phone would suspend. It is measured once it is unlocked.
. "$(dirname "$0")/../support/lab.sh"
start_phone LOCKED01
on_phone LOCKED01 "touch /data/system/locked; input keyevent KEYCODE_SLEEP"
"$bin/edgebench" "${quick[@]}" >"$scratch/out" 2>&1 &
run=$!
until_true grep -q "screen: it is off, and the phone sleeps then: unlock the phone" "$scratch/out"
on_phone LOCKED01 "rm /data/system/locked; input keyevent KEYCODE_WAKEUP"
wait "$run" || true  # what it measured is not asked
(($(sql "select count(*) from attempts where outcome = 'finished'") == 2)) || die "not measured: $(cat "$scratch/out")"
[[ $(on_phone LOCKED01 "dumpsys power") == *mWakefulness=Asleep* ]] || die "the phone is left awake"

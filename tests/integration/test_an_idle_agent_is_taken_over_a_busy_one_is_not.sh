#!/usr/bin/env bash
# Two builds of edgebench use one phone.
. "$(dirname "$0")/../support/lab.sh"
start_phone TAKEOVER
root=/data/local/tmp/edgebench
mkdir "$scratch/newer"
cp "$bin/edgebench-agent-$(architecture)" "$scratch/newer"
echo "another build" >>"$scratch/newer/edgebench-agent-$(architecture)"
newer() { EDGEBENCH_AGENTS=$scratch/newer "$bin/edgebench" "$@"; }
running() { on_phone TAKEOVER "readlink /proc/\$(sed -n 's/^pid=//p' $root/lock)/exe"; }

expect_exit 0 edgebench doctor
first=$(running)
[[ $first == */edgebench-agent ]] || die "no agent runs: $first"
expect_exit 0 newer doctor
[[ $(running) == */edgebench-agent && $(running) != "$first" ]] || die "the newer agent did not take over: $(running)"
expect_equal "$(on_phone TAKEOVER "ps -A | grep -c [e]dgebench-agent")" 1 "agents on the phone"
expect_exit 0 edgebench doctor
expect_equal "$(running)" "$first" "and back"

USER=alice begin_run
expect_exit 3 newer collect
expect_text "busy with alice@"
grep -qE 'until [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC' <<<"$output" || die "until when? $output"
expect_text "hint:"
wait "$run" || die "alice was disturbed: $(cat "$scratch/out")"
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"

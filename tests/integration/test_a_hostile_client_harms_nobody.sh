#!/usr/bin/env bash
# Another app on the phone connects to the agent's port in the middle of a measurement: noise, a frame that claims to be huge, half a
# frame, silence. The trial counts as disturbed, the plan goes on, and the agent stays small.
. "$(dirname "$0")/../support/lab.sh"
start_phone HOSTILE2
root=/data/local/tmp/edgebench
begin_run --idle 2
port=$(on_phone HOSTILE2 "cat $root/endpoint" | jq .port)
local=$(adb -s "127.0.0.1:${adb_port[HOSTILE2]}" forward tcp:0 "tcp:$port")

attack() { # opens a connection, $wire, and leaves it open
    exec {wire}<>"/dev/tcp/127.0.0.1/$local"
    "$@" >&"$wire" 2>/dev/null || true
}
attack_and_go() {
    attack "$@"
    exec {wire}>&-
}
attack printf '\x40\0\0\0half'
attack true
until grep -q '^trial 1 of 2: finished' "$scratch/out"; do
    attack_and_go head -c 1000000 /dev/urandom
    attack_and_go printf '\xff\xff\xff\xff'
    read -rt 0.3 <> <(:) || true
    kill -0 "$run" || die "the run has ended: $(cat "$scratch/out")"
done

wait "$run" || die "the run was harmed: $(cat "$scratch/out")"
expect_equal "$(sql 'select count(*) from results')" "$(sql 'select count(*) from slot')" "filled slots"
(($(sql "select count(*) from attempts where latency_reasons like '%disturbed%'") >= 1)) || die "nothing was disturbed: $(cat "$scratch/out")"
expect_equal "$(sql "select count(*) from attempts where outcome <> 'finished'")" 0 "attempts that were broken"

# Eight that say nothing occupy every place, but not for long.
expect_exit 0 edgebench doctor
pid=$(on_phone HOSTILE2 "cat $root/endpoint" | jq .pid)
port=$(on_phone HOSTILE2 "cat $root/endpoint" | jq .port)
local=$(adb -s "127.0.0.1:${adb_port[HOSTILE2]}" forward tcp:0 "tcp:$port")
for ((i = 0; i < 8; ++i)); do attack true; done
expect_exit 3 edgebench doctor
expect_text "8 clients"
until_true edgebench doctor
expect_equal "$(on_phone HOSTILE2 "cat $root/endpoint" | jq .pid)" "$pid" "the agent"
peak=$(on_phone HOSTILE2 "sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' /proc/$pid/status")
((peak < 32768)) || die "the agent took $peak KiB"

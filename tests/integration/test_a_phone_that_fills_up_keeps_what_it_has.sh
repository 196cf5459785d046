#!/usr/bin/env bash
# The storage is full in the middle of an upload, then in the middle of a plan: an error that says so, no content under a name
# that it has not earned, and every finished trial.
. "$(dirname "$0")/../support/lab.sh"
root=/data/local/tmp/edgebench
# A trial wants 512 MiB free; engine and model take 160 MB.
start_phone FILLS001 --storage 900000000
filler=/data/local/tmp/filler
# Whatever is freed is taken again, until the filler is gone.
fill() { on_phone FILLS001 "touch $filler; (while [ -e $filler ]; do cat /dev/zero >>$filler; sleep 0.05; done) >/dev/null 2>&1 &"; }

control FILLS001 "slow 30000000" >/dev/null
"$bin/edgebench" "${quick[@]}" >"$scratch/out" 2>&1 &
run=$!
until_true grep -q "upload demo-q4_k_m.gguf" "$scratch/out"
fill
status=0
wait "$run" || status=$?
output=$(cat "$scratch/out")
expect_equal "$status" 3 "exit code of an upload to a full phone"
expect_text "No space left"
expect_text "Free some storage on the phone"
[[ -z $(on_phone FILLS001 "ls $root/blobs | grep -v part") ]] || die "half a model has its final name"
[[ -z $(on_phone FILLS001 "ls $root/plans") ]] || die "a plan was left behind"

on_phone FILLS001 "rm $filler"
control FILLS001 "slow 0" >/dev/null
on_phone FILLS001 "settings put system screen_brightness 77"
begin_run --repetitions 3
until_true grep -q "^trial 2 of 6 is running" "$scratch/out"
fill
# The trial under way has its room; the next one waits for more, until somebody ends the plan, which has its room too.
until_true grep -q "^free storage: 0 MiB is below" "$scratch/out"
kill -INT "$run"
status=0
wait "$run" || status=$?
output=$(cat "$scratch/out")
expect_equal "$status" 130 "exit code after Ctrl-C"
! grep -q "did not answer in time" "$scratch/out" || die "the plan could not be ended: $output"
finished=$(sql "select count(*) from attempts where outcome = 'finished'")
expect_equal "$finished" "$(grep -c '^trial .*: finished' "$scratch/out")" "finished trials kept"
((finished >= 2)) || die "the trial under way was not kept: $output"
expect_equal "$(on_phone FILLS001 'settings get system screen_brightness')" 77 brightness
[[ -z $(on_phone FILLS001 "ls $root/plans") ]] || die "a plan was left behind"

# With room again the same command fills the rest.
on_phone FILLS001 "rm $filler"
expect_exit 0 quick_run --repetitions 3
expect_equal "$(sql 'select count(*) from results')" 6 "filled slots"

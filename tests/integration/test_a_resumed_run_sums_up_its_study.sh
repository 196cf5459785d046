#!/usr/bin/env bash
# The second of two commands that fill one study shows the figures of all of it, and says what is new.
. "$(dirname "$0")/../support/lab.sh"
start_phone RESUME01
begin_run --repetitions 2
until_true grep -q '^trial 1 of 4: finished' "$scratch/out"
kill -INT "$run"
wait "$run" || true
filled=$(sql 'select count(*) from results')
((filled >= 1 && filled < 4)) || die "$filled of 4 slots were filled before the second command: $(cat "$scratch/out")"
expect_exit 0 quick_run --repetitions 2
expect_text "$filled of 4 slots are filled"
expect_text "4 of 4 slots filled; $((4 - filled)) trial"
expect_text "and $filled earlier"
grep -qE '^demo +q4_k_m +warm +4 ' <<<"$output" || die "not the figures of four trials: $output"

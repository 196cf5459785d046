#!/usr/bin/env bash
# --device local: the same plan, journal and rows with no adb at all; what cannot be measured has its reason; nothing stays behind.
. "$(dirname "$0")/../support/lab.sh"
export XDG_STATE_HOME=$scratch/state
# An adb that is asked ends the test.
mkdir "$scratch/path"
printf '#!/bin/sh\necho asked >>"%s/adb_was_asked"\nexit 1\n' "$scratch" >"$scratch/path/adb"
chmod +x "$scratch/path/adb"

without_adb() { PATH=$scratch/path:$PATH "$bin/edgebench" "$@"; }

expect_exit 0 without_adb devices --device local --json
expect_equal "$(jq -r '.devices[0] | .adb_name, .state, .simulated' <<<"$output" | xargs)" "local device false" "the machine in the list"
expect_exit 0 without_adb doctor --device local
expect_text "this machine"

expect_exit 0 without_adb "${quick[@]}" --device local
expect_text "2 of 2 slots filled"
expect_equal "$(sql 'select count(*) from results where decode_tps > 0 and rouge_l is not null and simulated = 0')" 2 "latency and quality"
expect_equal "$(sql 'select count(*) from results where energy_net_j is null and energy_reasons is not null')" 2 "energy, with the reason"
expect_equal "$(sql "select count(*) from device where serial like 'local-%'")" 1 "the machine, known by a hash"
id=$(cat /etc/machine-id 2>/dev/null || true)
[[ -z $id || $(sql 'select group_concat(serial) from device') != *$id* ]] || die "the machine id itself is in the database"

expect_exit 0 without_adb clean --device local
[[ ! -e $scratch/state/edgebench ]] || die "left behind: $(find "$scratch/state/edgebench")"
expect_equal "$(pgrep -fc "$scratch/state/edgebench" || true)" 0 "processes left"
[[ ! -e $scratch/adb_was_asked ]] || die "adb was asked"

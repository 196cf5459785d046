#!/usr/bin/env bash
# Figures that come out as they are stored stay; those of an older method get new rows beside the old ones.
. "$(dirname "$0")/../support/lab.sh"
start_phone RECOMP01
quick_run >"$scratch/out" 2>&1 || die "$(cat "$scratch/out")"
# The run itself evaluates a trial again that ended before its gauge was known.
before=$(sql 'select count(*) from trial_energy')
expect_exit 0 edgebench recompute --diff
expect_text "2 trials computed again, 0 with other figures"
expect_equal "$(sql 'select count(*) from trial_energy')" "$before" "energies after nothing changed"

sqlite3 "$database" "update trial_energy set method = 'an older one' where evaluation_id = (select min(evaluation_id) from attempt)"
trial=$(sql "select trial from attempts where energy_method = 'an older one'")
expect_exit 0 edgebench recompute --trial "${trial:0:8}" --diff
expect_text "1 trial computed again, 1 with other figures"
expect_text "energy_method"
expect_equal "$(sql 'select count(*) from trial_energy')" $((before + 1)) "energies, the old one kept"
expect_equal "$(sql "select count(*) from results where energy_method = 'an older one'")" 0 "trials that still count the old one"

expect_exit 2 edgebench recompute --since 2999-01-01
expect_text "no stored trial is selected"
expect_exit 2 edgebench recompute --since yesterday
expect_text "is no UTC time"

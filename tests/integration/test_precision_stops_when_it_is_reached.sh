#!/usr/bin/env bash
# So wide a goal that five trials with energy reach it: the cell stops, and its interval is the one for repeated looks.
. "$(dirname "$0")/../support/lab.sh"
start_phone PRECISE1
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"
json=$(edgebench run --model demo --quant q4_k_m --threads 1 --idle 7 --output-tokens 400 --prompts "$scratch/one.jsonl" \
    --precision 60% --max-repetitions 8 --json 2>"$scratch/log") || die "the run failed: $(cat "$scratch/log")"
jq -e '.counts.filled == .counts.slots and .counts.slots >= 5 and
       (.cells[0].precision | .stopped == "precise" and .half_width_percent <= 60 and .goal_percent == 60)' <<<"$json" >/dev/null ||
    die "JSON: $(jq '.counts, .cells' <<<"$json")"$'\n'"$(cat "$scratch/log")"
grep -q "q4_k_m: ± .* after . repetition" "$scratch/log" || die "the precision was not told: $(cat "$scratch/log")"
expect_equal "$(sql 'select stopped from cells')" precise "why the cell stopped"
# With n trials of one prompt: (1 + 1 / n) times Student's t, which is 2.776 for n = 5.
jq -e '.cells[0] | select(.n == 5) | .energy_net_j | (.population_95[1] - .value)' <<<"$json" >"$scratch/half" || exit 0
sql "select (population_high - value) / population_se from cell_estimate where name = 'energy_net_j' order by cell_energy_id desc limit 1" >"$scratch/ratio"
awk '{ exit !($1 > 3.33 && $1 < 3.34) }' "$scratch/ratio" || die "the interval is $(cat "$scratch/ratio") standard errors"

#!/usr/bin/env bash
# A phone whose only source is the battery service, asked once a second and without voltages, still has energies, with an error
# that says how coarse they are.
. "$(dirname "$0")/../support/lab.sh"
start_phone SERVICE1
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"

json=$(edgebench run --model demo --quant q4_k_m --threads 1 --power batteryproperties --output-tokens 700 --prompts "$scratch/one.jsonl" \
    --require energy --json 2>"$scratch/log") || die "the run failed: $(cat "$scratch/log")"$'\n'"$json"
read -r net se < <(jq -r '.trials[0] | [.energy_net_j, .energy_net_se_j] | @tsv' <<<"$json")
expect_near "$net" "$(true_net_j SERVICE1 "$(jq '.trials[0]' <<<"$json")")" "$(times "$se" 3)" "net energy"
# A few per cent; more where the load itself is uneven, as on a busy machine.
awk -v net="$net" -v se="$se" 'BEGIN { exit !(se > 0.01 * net && se < 0.2 * net) }' || die "the standard error of $net J is $se J"
expect_equal "$(jq -r '.trials[0].power_source' <<<"$json")" batteryproperties "power source"

#!/usr/bin/env bash
# A phone whose only source is the battery service, asked once a second and without voltages, still has energies, with an error
# that says how coarse they are.
. "$(dirname "$0")/../support/lab.sh"
start_phone SERVICE1
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"

json=$(edgebench run --model demo --quant q4_k_m --threads 1 --power batteryproperties --output-tokens 700 --prompts "$scratch/one.jsonl" \
    --require energy --json 2>"$scratch/log") || die "the run failed: $(cat "$scratch/log")"$'\n'"$json"
read -r begin end net se < <(jq -r '.trials[0] | [.phases[1].begin_ns, .phases[2].end_ns, .energy_net_j, .energy_net_se_j] | @tsv' <<<"$json")
read -r total idle <<<"$(control SERVICE1 "truth $begin $end")"
awk -v net="$net" -v se="$se" -v truth="$(awk "BEGIN { print $total - $idle }")" \
    'BEGIN { off = net - truth; if (off < 0) off = -off; exit !(off < 3 * se && se > 0.01 * net && se < 0.1 * net) }' ||
    die "net energy $net J, standard error $se J, truth $total - $idle J"
expect_equal "$(jq -r '.trials[0].power_source' <<<"$json")" batteryproperties "power source"

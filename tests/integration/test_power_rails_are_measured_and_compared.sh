#!/usr/bin/env bash
# Power rails give the energy, of the whole phone and of each rail, and a second source is compared with them.
. "$(dirname "$0")/../support/lab.sh"
start_phone RAILS001 --phone "$repository/tests/virtual_phone/phones/pixel_8.conf"
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"

json=$(edgebench run --model demo --quant q4_k_m --threads 1 --power rails,sysfs --idle 8 --output-tokens 400 \
    --prompts "$scratch/one.jsonl" --require energy --json 2>"$scratch/log") || die "the run failed: $(cat "$scratch/log")"$'\n'"$json"
truth=$(true_net_j RAILS001 "$(jq '.trials[0]' <<<"$json")")
expect_near "$(jq '.trials[0].energy_net_j' <<<"$json")" "$truth" "$(times "$truth" 0.02)" "net energy"
jq -e '.trials[0] | .power_source == "rails" and (.rails | length) == 5 and
       ((([.rails[].energy_net_j] | add) / .energy_net_j - 1) | fabs) < 0.001' <<<"$json" >/dev/null || die "rails: $json"
jq -e '.trials[0] | .second_power_source == "sysfs" and (.energy_disagreement_relative | fabs) < 0.03 and
       ((.second_energy_net_j / .energy_net_j - 1 - .energy_disagreement_relative) | fabs) < 1e-9' <<<"$json" >/dev/null ||
    die "the second source: $json"

expect_exit 0 edgebench show last
expect_text "cpu.big/S2M_VDD_CPUCL2: net"
grep -qE '^ +compared +sysfs: net [0-9.]+ J, [0-9.]+ % (less|more)' <<<"$output" || die "no comparison: $output"
expect_equal "$(sql "select count(*) from rail_energy")" 5 "rails in the store"
expect_equal "$(sql "select count(distinct rail) from sampler where source = 'rails'")" 5 "raw rails"

#!/usr/bin/env bash
# A phone whose policy refuses the battery's files to the shell: Perfetto has the power, Android's services the state.
. "$(dirname "$0")/../support/lab.sh"
start_phone QUALC001 --phone "$repository/tests/virtual_phone/phones/qualcomm.conf"
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"
model=(run --model demo --quant q4_k_m --threads 1)

expect_exit 0 edgebench doctor
grep -qE '^note +power source sysfs .*current_now: refused to the shell' <<<"$output" || die "sysfs is not refused: $output"
grep -qE '^note +power source rails +this phone does not measure its rails' <<<"$output" || die "rails: $output"
grep -qE '^good +power source android.power +current and voltage' <<<"$output" || die "android.power: $output"
grep -qE '^good +power source batteryproperties ' <<<"$output" || die "batteryproperties: $output"
grep -qE '^good +battery +[0-9]+ %, [0-9]+ °C, discharging' <<<"$output" || die "no battery state: $output"

expect_exit 3 edgebench "${model[@]}" --power sysfs
expect_text "the power source sysfs is not available on this phone"
expect_text "refused to the shell by this phone's policy"
expect_text "choose of android.power, batteryproperties"

json=$(edgebench "${model[@]}" --power android.power,batteryproperties --idle 8 --output-tokens 400 --prompts "$scratch/one.jsonl" \
    --require energy --json 2>"$scratch/log") || die "the run failed: $(cat "$scratch/log")"$'\n'"$json"
truth=$(true_net_j QUALC001 "$(jq '.trials[0]' <<<"$json")")
expect_near "$(jq '.trials[0].energy_net_j' <<<"$json")" "$truth" "$(times "$truth" 0.03)" "net energy"
expect_equal "$(jq -r '.trials[0].power_source' <<<"$json")" android.power "source"
expect_equal "$(jq -r '.trials[0].second_power_source' <<<"$json")" batteryproperties "second source"

# The raw integers are kept, millivolts as this version has them; the service was asked once a second at most.
expect_equal "$(sql "select count(*) > 20, max(voltage_raw) < 5000 from readings join sampler using (attempt_id, sampler)
    where source = 'android.power'")" "1|1" "readings of Perfetto"
expect_equal "$(sql "select sum(polls) between 10 and 1 + round((max(last_ns) - min(first_ns)) / 1e9) from readings
    join sampler using (attempt_id, sampler) where source = 'batteryproperties'")" 1 "readings of the service"

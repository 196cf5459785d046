#!/usr/bin/env bash
# On this machine itself the processors' energy counter is read, across its wrap and whatever the charger does.
. "$(dirname "$0")/../support/lab.sh"
export XDG_STATE_HOME=$scratch/state EDGEBENCH_LOCAL_SYS=$scratch/sys
package=$scratch/sys/class/powercap/intel-rapl:0
mkdir -p "$package"
echo package-0 >"$package/name"
echo 30000000 >"$package/max_energy_range_uj"
# 5 W; the counter begins again every 6 s.
count() {
    local begin=${EPOCHREALTIME/./}
    while :; do
        printf '%-16s\n' $(((${EPOCHREALTIME/./} - begin) * 5 % 30000000)) 1<>"$package/energy_uj"
        read -rt 0.01 <> <(:) || true
    done
}
count &
phone_pid[counter]=$!
until_true test -s "$package/energy_uj"

expect_exit 0 edgebench doctor --device local
expect_text "power source rapl"
expect_exit 0 edgebench run --model demo --quant q4_k_m --threads 1 --output-tokens 300 --prompts "$scratch/two.jsonl" --device local --require energy
expect_text "2 of 2 slots filled"
expect_equal "$(sql "select count(*) from results where power_source = 'rapl' and simulated = 1 and abs(energy_gross_j / (5 * total_s) - 1) < 0.03
    and abs(energy_net_j) < 0.1 * energy_gross_j")" 2 "energies: $(sql 'select energy_gross_j, energy_net_j, total_s from results')"
expect_exit 0 edgebench clean --device local

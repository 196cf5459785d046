#!/usr/bin/env bash
# usage: tests/bench/cells_end_to_end.sh build/release/bin [REPETITIONS [PHONE...]]
# Cell energies against the simulation's truth with everything found out through adb: on each virtual phone `doctor --gauge`
# finds the kernel (pixel_3: mean, 0.351 s; galaxy_s25: first order, 1 s), then three cells are run. A simulation shows that the
# software is right, not that a real gauge is.
. "$(dirname "$0")/../support/lab.sh"
repetitions=${2:-10}
phones=("${@:3}")
((${#phones[@]})) || phones=(pixel_3 galaxy_s25)
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $repetitions repetitions a cell, simulated gauges"

# truth_of SERIAL BEGIN_NS END_NS: net energy, J
truth_of() {
    local total idle
    read -r total idle <<<"$(control "$1" "truth $2 $3")"
    awk -v t="$total" -v i="$idle" 'BEGIN { print t - i }'
}

# run_cell SERIAL QUANT TOKENS
run_cell() {
    local name=$1 quant=$2 tokens=$3 device="127.0.0.1:${adb_port[$1]}" json
    json=$(edgebench run --model demo --quant "$quant" --threads 1 --prompt-tokens 200 --output-tokens "$tokens" --new \
        --repetitions "$repetitions" --require energy --device "$device" --json 2>"$scratch/log") || die "$(cat "$scratch/log")"
    jq -r '.trials[] | select(.verdicts.energy.valid) | [.phases[] | select(.name == "prefill" or .name == "decode")] |
           [.[0].begin_ns, .[0].end_ns, .[1].begin_ns, .[1].end_ns] | @tsv' <<<"$json" |
        while read -r begin first_token behind end; do
            echo "$(truth_of "$name" "$begin" "$first_token") $(truth_of "$name" "$behind" "$end")"
        done >"$scratch/truth"
    sql "select energy_net_mean_j, energy_net_mean_low_j, energy_net_mean_high_j, energy_prefill_net_j, energy_prefill_net_se_j, energy_decode_net_j,
         energy_decode_net_se_j from cells
         where study = '$(jq -r '.trials[0].study' <<<"$json")'" >"$scratch/found"
    awk -F '[ |]' -v cell="$name $quant $tokens tokens" 'function error(found, se, truth) { return found == "" ? "not told apart" : sprintf("%+.2f %% (standard error %.2f %%)", 100 * (found / truth - 1), 100 * se / truth) }
        NR == FNR { p += $1; d += $2; n++; next }
        { printf "%s: net %.3f J (measured mean %.3f to %.3f), truth %.3f, error %+.2f %%; prefill %s, decode %s\n",
          cell, $1, $2, $3, (p + d) / n, 100 * ($1 * n / (p + d) - 1), error($4, $5, p / n), error($6, $7, d / n) }' "$scratch/truth" "$scratch/found"
}

for phone in "${phones[@]}"; do
    start_phone "CELLS_$phone" --phone "$repository/tests/virtual_phone/phones/$phone.conf"
    edgebench doctor --gauge --json --device "127.0.0.1:${adb_port[CELLS_$phone]}" 2>"$scratch/log" |
        jq -r --arg phone "$phone" '"\($phone): kernel \(.kernel), refresh \(.refresh_s) s, \(.edges) edges"'
    run_cell "CELLS_$phone" q4_k_m 500
    run_cell "CELLS_$phone" iq4_xs 500
    run_cell "CELLS_$phone" q4_k_m 800
done | tee "$scratch/table"
sed -n 's/.*truth [0-9.]*, error \([+-]*[0-9.]*\) %.*/\1/p' "$scratch/table" | tr -d '+-' | sort -n |
    awk '{ e[NR] = $1 } END { m = NR % 2 ? e[(NR+1)/2] : (e[NR/2] + e[NR/2+1]) / 2; printf "median error of the net energies %.2f %% of %d cells (asked: 2 %%)\n", m, NR }'

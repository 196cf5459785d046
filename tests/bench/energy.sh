#!/usr/bin/env bash
# usage: tests/bench/energy.sh build/release/bin [TRIALS]
# Net energy of answers of about 10 s on the virtual phone (refresh 0.35 s, mean kernel) against the simulation's truth, trial
# by trial. A simulation shows that the software is right, not that a real gauge is.
. "$(dirname "$0")/../support/lab.sh"
trials=${2:-10}
start_phone ENERGY01
prompt=$scratch/one.jsonl
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$prompt"
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), refresh 0.35 s, mean kernel, $trials trials"
json=$(edgebench run --model demo --quant q4_k_m --threads 1 --idle 8 --output-tokens 600 --prompts "$prompt" --repetitions "$trials" --require energy --json 2>"$scratch/log") ||
    die "$(cat "$scratch/log")"
jq -r '.trials[] | [.phases[1].begin_ns, .phases[2].end_ns, .energy_net_j] | @tsv' <<<"$json" |
    while read -r begin end net; do
        read -r total idle <<<"$(control ENERGY01 "truth $begin $end")"
        awk -v net="$net" -v total="$total" -v idle="$idle" -v s=$(((end - begin) / 1000000)) \
            'BEGIN { t = total - idle; printf "answer %.1f s: net %.4f J, truth %.4f J, error %+.2f %%\n", s / 1000, net, t, 100 * (net / t - 1) }'
    done | tee "$scratch/table"
awk '{ e = $(NF-1); if (e < 0) e = -e; if (e > worst) worst = e } END { printf "worst error %.2f %% of %d trials (asked: 3 %%)\n", worst, NR }' "$scratch/table"

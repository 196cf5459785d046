#!/usr/bin/env bash
# One generation gives one row with energy, latency and quality, and the same numbers as JSON.
. "$(dirname "$0")/../support/lab.sh"
start_phone RUN00001

json=$(edgebench run --model demo --quant q4_k_m --threads 1 --idle 8 --output-tokens 400 --prompts demo --require energy --json 2>"$scratch/log") ||
    die "the run failed: $(cat "$scratch/log")"$'\n'"$json"
jq -e '.schema_version and .counts.slots == .counts.filled and .counts.failed == 0' <<<"$json" >/dev/null || die "counts: $json"
jq -e '[.trials[] | .simulated == true and .output_tokens == 400 and .verdicts.energy.valid and .verdicts.latency.valid and
        .energy_net_j > 0 and .energy_gross_j > .energy_net_j and .energy_paper_j > 0 and .peak_rss_mib > 10 and
        .quality.rouge_l > 0 and .quality.rouge_l < 1 and .finish_reason == "limit" and
        ([.phases[].name] == ["idle_before", "prefill", "decode", "idle_after"])] | all' <<<"$json" >/dev/null || die "trials: $json"

# Time stamps: the agent's decode speed is the engine's own within 1 %.
jq -e '[.trials[] | (.decode_tps / .engine_decode_tps - 1) | fabs < 0.01] | all' <<<"$json" >/dev/null ||
    die "decode speed differs from the engine's: $(jq -c '.trials[] | [.decode_tps, .engine_decode_tps]' <<<"$json")"

# The row holds what the JSON says.
expect_equal "$(sql "select count(*) from results where simulated = 1 and energy_net_j is not null and rouge_l is not null")" \
    "$(jq .counts.filled <<<"$json")" "rows"

# The truth is known here: net energy between the marks of the window.
while read -r trial; do
    truth=$(true_net_j RUN00001 "$trial")
    expect_near "$(jq .energy_net_j <<<"$trial")" "$truth" "$(times "$truth" 0.03)" "net energy"
done < <(jq -c '.trials[]' <<<"$json")

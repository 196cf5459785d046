#!/usr/bin/env bash
# Phones that are on their charger, get hot, have a gauge that stalls, or one that is noisy: each trial says what it is good for.
. "$(dirname "$0")/../support/lab.sh"
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"

# trial_on PHONE EXIT IDLE TOKENS [OPTION...]: one trial on a new phone of that kind; its JSON is in $trial.
trial_on() {
    local kind=$1 wanted=$2 idle=$3 tokens=$4 status=0
    shift 4
    start_phone "${kind^^}" --phone "$repository/tests/virtual_phone/phones/$kind.conf"
    trial=$(edgebench run --model demo --quant q4_k_m --threads 1 --prompts "$scratch/one.jsonl" --idle "$idle" --output-tokens "$tokens" \
        --device "127.0.0.1:${adb_port[${kind^^}]}" --json "$@" 2>"$scratch/log") || status=$?
    expect_equal $status "$wanted" "exit code on the $kind phone, $(cat "$scratch/log")"
}
expect_trial() { jq -e "$1" <<<"$trial" >/dev/null || die "not $1: $(jq -c '.trials[0] | del(.answer, .phases)' <<<"$trial")"; }
has_reason() { expect_trial ".trials[0].verdicts.$1.reasons | index(\"$2\") != null"; }

trial_on charging 0 1 60
has_reason energy charging
expect_trial '.trials[0].verdicts.latency.valid and .trials[0].verdicts.quality.valid and .trials[0].energy_net_j == null'
control CHARGING quit >/dev/null

trial_on hot 5 1 200
has_reason latency throttled
has_reason energy throttled
expect_trial '.trials[0].verdicts.quality.valid'
expect_equal "$(sql "select max(status) > 0 from thermal_sample")" 1 "a thermal status"
expect_equal "$(sql "select min(cap_khz) < max(cap_khz) from cpu_frequency")" 1 "a cap that fell"
control HOT quit >/dev/null

# The verdict is configuration: a reader may accept more.
mkdir -p "$XDG_CONFIG_HOME/edgebench/verdicts"
printf 'throttled_status = 6\nthrottled_cap_share = 1.0\nthrottled_decode_share = 1.0\n' >"$XDG_CONFIG_HOME/edgebench/verdicts/default.toml"
expect_exit 0 edgebench recompute
expect_equal "$(sql "select count(*) from attempts where latency_reasons like '%throttled%'")" 0 "throttled trials by other limits"
rm -r "$XDG_CONFIG_HOME/edgebench/verdicts"

trial_on stalling 0 7 400
has_reason energy "stalled gauge"
expect_trial '.trials[0].verdicts.latency.valid and .trials[0].energy_net_j == null'
control STALLING quit >/dev/null

# Noise is no reason to refuse, but to be less sure.
trial_on noisy 0 7 400
expect_trial '.trials[0].verdicts.energy.valid and .trials[0].energy_net_se_j > 0.01 * .trials[0].energy_net_j'
read -r net se < <(jq -r '.trials[0] | [.energy_net_j, .energy_net_se_j] | @tsv' <<<"$trial")
expect_near "$net" "$(true_net_j NOISY "$(jq '.trials[0]' <<<"$trial")")" "$(times "$se" 4)" "net energy"

# What a battery gives and what left the phone are told too.
expect_trial '.cells[0].battery_capacity_mah == 4500 and .cells[0].battery_gross_percent_per_100.value > 0'
expect_exit 0 edgebench show last
expect_text "of this battery per 100 answers"
expect_text "engine sockets beyond loopback: 0"

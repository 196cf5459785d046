#!/usr/bin/env bash
# Cold: the model's pages are out of memory when the engine starts. Where the phone keeps them the trial says so and does not count.
. "$(dirname "$0")/../support/lab.sh"
head -n 1 "$scratch/two.jsonl" >"$scratch/one.jsonl"
cold_run() { edgebench "${quick[@]}" --prompts "$scratch/one.jsonl" --cold --page-cache "$@"; }
start_phone CACHE001
# The phone's storage is this machine's.
if [[ $(stat -fc %T "$scratch") != tmpfs ]]; then
    expect_exit 0 cold_run cold --json
    result=$(sed -n '/^{/,$p' <<<"$output")
    expect_equal "$(jq -c '[.trials[0] | .page_cache, .page_cache_resident_share <= 0.01, .load_s > 0]' <<<"$result")" '["cold",true,true]' "a cold trial"
fi
expect_exit 0 cold_run warm
expect_equal "$(sql "select count(*) from results where page_cache = 'warm' and page_cache_resident_share >= 0.99")" 1 "a warm trial"
expect_exit 0 edgebench show last
expect_text "cold, page cache warm"
expect_text "% of the model in the page cache before"
expect_exit 2 edgebench run --model demo --quant q4_k_m --page-cache cold
expect_text "Add --cold"

# Storage that is memory.
kill "${phone_pid[CACHE001]}"
start_phone CACHE002 --storage 900000000
export ANDROID_SERIAL=127.0.0.1:${adb_port[CACHE002]}
expect_exit 5 cold_run cold
expect_text "page cache not cold"
expect_equal "$(sql "select latency_reasons || page_cache_resident_share from attempts where device = 'CACHE002' limit 1")" "page cache not cold1.0" "reason"

#!/usr/bin/env bash
# An engine's first trial on a phone shows the option that it does not know and the words that it no longer says.
. "$(dirname "$0")/../support/lab.sh"

# changed_engine CHANGE: the real server behind a program that makes this change (changed_engine.cpp).
changed_engine() {
    rm -rf "$scratch/engine"
    cp -r "$EDGEBENCH_ENGINE_DIR" "$scratch/engine"
    mv "$scratch/engine/llama-server" "$scratch/engine/libreal-server.so"
    cp "$bin/edgebench-changed-engine" "$scratch/engine/llama-server"
    printf '\n%s' "$1" >>"$scratch/engine/llama-server"
}
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"
run=(edgebench run --model demo --quant q4_k_m --output-tokens 8 --idle 0.2 --threads 1 --prompts "$scratch/one.jsonl")

start_phone DRIFT01
expect_exit 0 "${run[@]}"
expect_text "trying out llama.cpp"
expect_equal "$(sql 'select count(*) from engine_check where failure is null and untold = "[]"')" 1 "checks without a finding"
expect_exit 0 "${run[@]}" --new
! grep -q "trying out" <<<"$output" || die "tried out twice: $output"

changed_engine "append -lv 3"
expect_exit 0 "${run[@]}" --engine "$scratch/engine"
expect_text "does not tell build, threads,"
expect_equal "$(sql 'select count(*) from attempt where engine_report is null')" 1 "trials whose engine told nothing"

changed_engine "refuse -fa"
expect_exit 3 "${run[@]}" --engine "$scratch/engine"
expect_text "does not know the option -fa"
expect_text "edgebench engines"
expect_equal "$(sql 'select count(*) from attempt')" 3 "trials"

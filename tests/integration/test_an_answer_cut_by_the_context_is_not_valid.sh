#!/usr/bin/env bash
# The context is full before the answer has ended: a finished trial, but no answer to judge or to compare.
. "$(dirname "$0")/../support/lab.sh"
start_phone CONTEXT1
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"
expect_exit 5 edgebench run --model demo --quant q4_k_m --threads 1 --idle 1 --prompts "$scratch/one.jsonl" \
    --context 256 --max-output-tokens 2000
expect_text "truncated"
expect_text "--context"
expect_equal "$(sql 'select outcome, finish_reason, latency_reasons, quality_reasons from attempts')" \
    "finished|context|truncated|truncated" "the attempt"

#!/usr/bin/env bash
# Each failure names the file and the next step, before anything is sent to a phone.
. "$(dirname "$0")/../support/lab.sh"
start_phone BADMODEL
good=$EDGEBENCH_MODELS/demo-q4_k_m.gguf

expect_exit 2 quick_run --model-file "$scratch/none.gguf"
expect_text "$scratch/none.gguf"

head -c 100000 "$good" >"$scratch/short.gguf"
expect_exit 2 quick_run --model-file "$scratch/short.gguf"
expect_text "$scratch/short.gguf"

head -c 100000 /dev/urandom >"$scratch/noise.gguf"
expect_exit 2 quick_run --model-file "$scratch/noise.gguf"
expect_text "not a GGUF"

expect_exit 2 quick_run --model-file "$EDGEBENCH_MODELS/demo-iq4_xs.gguf"
expect_text "iq4_xs"

expect_exit 2 edgebench run --model dmeo --quant q4_k_m
expect_text "demo"
[[ -z $(on_phone BADMODEL "ls /data/local/tmp") ]] || die "something was sent to the phone"

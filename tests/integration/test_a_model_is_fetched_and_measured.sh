#!/usr/bin/env bash
# A model that this computer has never seen: run fetches it from a Hub, checks it, uploads it, measures it; once.
. "$(dirname "$0")/../support/lab.sh"
start_phone FETCH1

mkdir -p "$scratch/hub/own/er" "$XDG_CONFIG_HOME/edgebench/models"
file=$scratch/hub/own/er/Some-Q4_K_M.gguf
cp -L "$EDGEBENCH_MODELS/demo-q4_k_m.gguf" "$file"
sha256sum "$file" | cut -d' ' -f1 >"$file.sha256"
export EDGEBENCH_MODELS=$scratch/models
cat >"$XDG_CONFIG_HOME/edgebench/models/some.toml" <<END
name = "some"
description = "of a test"
kind = "synthetic"
architecture = "llama"
repository = "own/er"
[[quant]]
name = "q4_k_m"
file = "Some-Q4_K_M.gguf"
END

start_hub "$scratch/hub"
some=(run --model some --quant q4_k_m --threads 1 --idle 1 --output-tokens 20 --prompts "$scratch/two.jsonl" --new)
expect_exit 0 edgebench "${some[@]}"
expect_text "download Some-Q4_K_M.gguf"
expect_equal "$(sql "SELECT DISTINCT model_sha256 FROM results")" "$(<"$file.sha256")" "hash of the model that was measured"
grep -qF "own/er $(printf 'c%.0s' {1..40}) Some-Q4_K_M.gguf" "$XDG_DATA_HOME/edgebench/models.lock" || die "not pinned"

# What the publisher replaces is no longer the same model.
fetched=$scratch/models/own/er/Some-Q4_K_M.gguf
mv "$fetched" "$scratch/first"
printf 'x' >>"$file"
sha256sum "$file" | cut -d' ' -f1 >"$file.sha256"
expect_exit 3 edgebench models fetch some --quant q4_k_m
expect_text "At its first use here it had other bytes"
[[ ! -e $fetched ]] || die "a file of other bytes has the final name"

# Without the Hub: what is here suffices, and a changed byte is found.
stop_hub
mv "$scratch/first" "$fetched"
expect_exit 0 edgebench models verify some
expect_text "the same as at its first use"
expect_exit 0 edgebench "${some[@]}"
printf 'x' | dd of="$fetched" bs=1 seek=40000000 conv=notrunc status=none
expect_exit 3 edgebench models verify some
expect_text "has not the bytes that it should have"
rm "$fetched"
expect_exit 3 edgebench "${some[@]}"
expect_text "Check the network"

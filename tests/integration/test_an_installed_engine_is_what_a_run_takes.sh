#!/usr/bin/env bash
# An archive with the layout of llama.cpp's releases is installed, measured with, and refused once a byte of it changes.
. "$(dirname "$0")/../support/lab.sh"
here=$(architecture)
engine=$EDGEBENCH_ENGINE_DIR
unset EDGEBENCH_ENGINE_DIR

# Without any engine the next step is said.
expect_exit 0 edgebench doctor --device local
expect_text "there is no inference engine for linux-$here"

archive=$scratch/llama-b9999-bin-ubuntu-here.tar.gz
tar -czf "$archive" --transform 's,^\.,llama-b9999,' -C "$engine" .
expect_exit 0 edgebench engines add "$archive" --name mine
expect_text "installed: mine, llama.cpp b9999 for linux-$here"
expect_exit 0 edgebench engines
expect_text "llama.cpp-b11541-android-arm64-snapdragon"
expect_exit 0 edgebench engines verify
grep -qE '^good +mine +b9999' <<<"$output" || die "not verified: $output"
expect_exit 0 edgebench engines verify --json
jq -e '.findings[0].health == "good" and .findings[0].subject == "mine"' <<<"$output" >/dev/null || die "no JSON: $output"

start_phone ENGINE01
expect_exit 0 edgebench run --model demo --quant q4_k_m --output-tokens 8 --idle 0.2 --threads 1 --batch 64 --ubatch 32 \
    --flash-attention on --kv-cache q8_0 --cpu-mask 1
expect_exit 0 edgebench show last
expect_text "batch 64, ubatch 32, flash attention on, KV cache q8_0"
expect_text "computes on the CPU, threads 1, batch 64, ubatch 32, flash attention enabled, KV cache q8_0"
expect_exit 0 edgebench query "select engine_report ->> 'ubatch_tokens' from attempt" --format csv
expect_text "32"
expect_exit 2 edgebench run --model demo --quant q4_k_m --backend vulkan
expect_text "has no backend vulkan, only cpu"
expect_exit 0 edgebench query "select distinct version from engine" --format csv
expect_text "b9999"

# An engine for phones is not for a virtual one, which runs this machine's programs; a changed file is never used.
expect_exit 2 edgebench run --engine none --model demo --quant q4_k_m
expect_text "there is no engine and no folder 'none'"
printf x >>"$XDG_DATA_HOME/edgebench/engines/mine/libllama-common.so"
expect_exit 3 edgebench run --engine mine --model demo --quant q4_k_m
expect_text "libllama-common.so has other bytes"
expect_exit 3 edgebench engines verify mine
expect_exit 0 edgebench engines add "$archive" --name mine
expect_exit 0 edgebench engines verify mine

# A release of the catalogue is downloaded, checked and installed.
mkdir -p "$scratch/hub/of/releases" "$XDG_CONFIG_HOME/edgebench/engines"
cp "$archive" "$scratch/hub/of/releases/"
start_hub "$scratch/hub"
cat >"$XDG_CONFIG_HOME/edgebench/engines/some.toml" <<END
name = "some"
engine = "llama.cpp"
version = "b9999"
source = "a test"
download = "$HF_ENDPOINT/of/releases"
[[archive]]
target = "linux-$here"
file = "$(basename "$archive")"
sha256 = "$(sha256sum "$archive" | cut -d' ' -f1)"
backends = "cpu"
END
expect_exit 0 edgebench engines install "some-linux-$here"
expect_text "installed: some-linux-$here, llama.cpp b9999"
expect_exit 0 edgebench engines verify "some-linux-$here"
printf x >>"$scratch/hub/of/releases/$(basename "$archive")"
rm "$XDG_CACHE_HOME/edgebench/downloads/$(basename "$archive")"
expect_exit 2 edgebench engines remove some-linux
expect_text "Did you mean"
expect_exit 0 edgebench engines remove "some-linux-$here"
expect_exit 0 edgebench engines remove mine
expect_exit 0 edgebench engines verify
expect_text "No engine is installed"
expect_exit 3 edgebench engines install "some-linux-$here"
expect_text "--archive FILE"

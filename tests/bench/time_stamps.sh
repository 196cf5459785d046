#!/usr/bin/env bash
# usage: tests/bench/time_stamps.sh build/release/bin [PAIRS] [LAYERS]
# Decode speed as the agent sees it against the engine's own account, and against llama-bench on the same larger demo model,
# one thread, interleaved ABBA. Medians and a 95 % interval of the ratio by bootstrap with a fixed seed.
. "$(dirname "$0")/../support/lab.sh"
pairs=${2:-10} layers=${3:-18}
"$make_demo_model" "$scratch/large.f16.gguf" --layers "$layers" >"$scratch/log"
"$EDGEBENCH_ENGINE_DIR/llama-quantize" "$scratch/large.f16.gguf" "$scratch/large-q4_k_m.gguf" q4_k_m >>"$scratch/log" 2>&1
rm "$scratch/large.f16.gguf"
start_phone STAMPS01
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"
tokens=200
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $layers layers, one thread, $tokens tokens, $pairs ABBA pairs"

agent() {
    edgebench run --model large --quant q4_k_m --model-file "$scratch/large-q4_k_m.gguf" --threads 1 --idle 1 --output-tokens $tokens \
        --prompts "$scratch/one.jsonl" --new --json 2>/dev/null | jq -r '.trials[0] | "\(.decode_tps) \(.engine_decode_tps)"'
}
bench() {
    "$EDGEBENCH_ENGINE_DIR/llama-bench" -m "$scratch/large-q4_k_m.gguf" -t 1 -p 0 -n $tokens -d 32 -r 1 -o json 2>/dev/null | jq '.[0].avg_ts'
}
for ((i = 0; i < pairs; ++i)); do
    if ((i % 2)); then b=$(bench); read -r a own <<<"$(agent)"; else read -r a own <<<"$(agent)"; b=$(bench); fi
    echo "$a $b $own"
    awk -v a="$a" -v b="$b" -v o="$own" -v i=$((i + 1)) 'BEGIN { printf "pair %d: agent %.2f, llama-bench %.2f tokens/s, ratio %.3f; agent to engine %.4f\n", i, a, b, a / b, a / o }' >&2
done >"$scratch/pairs"
awk -f "$(dirname "$0")/ratio.awk" "$scratch/pairs" | sed 's/$/ (asked: within 0.95 to 1.05)/'
awk '{ o = $1 / $3 - 1; if (o < 0) o = -o; if (o > worst) worst = o } END { printf "agent to engine within %.2f %% (asked: 1 %%)\n", 100 * worst }' "$scratch/pairs"

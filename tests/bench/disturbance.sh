#!/usr/bin/env bash
# usage: tests/bench/disturbance.sh build/release/bin [ROUNDS]
# What measuring costs the engine: decode speed by the engine's own account, one thread, at about 20 ms a token and at about
# 1,000 tokens/s, of llama-bench, of the server asked by curl without streaming (no agent), of the server as the agent drives it
# (streaming, one power source at 10 Hz), and of the same with two power sources, one of them Perfetto's trace. Each round runs
# the four after each other, every second round backwards. And what the agent itself uses of a core during an answer.
. "$(dirname "$0")/../support/lab.sh"
rounds=${2:-20}
server=$EDGEBENCH_ENGINE_DIR/llama-server
start_phone DISTURB1 --phone "$repository/tests/virtual_phone/phones/pixel_8.conf"
head -n 1 "$repository/configs/prompts/demo.jsonl" >"$scratch/one.jsonl"

# make_model NAME SHAPE...
make_model() {
    local name=$1
    shift
    "$make_demo_model" "$scratch/$name.gguf" "$@" >"$scratch/log"
    "$EDGEBENCH_ENGINE_DIR/llama-quantize" "$scratch/$name.gguf" "$scratch/$name-q4_k_m.gguf" q4_k_m >>"$scratch/log" 2>&1
    rm "$scratch/$name.gguf"
}

# Each prints tokens/s.
llama_bench() {
    "$EDGEBENCH_ENGINE_DIR/llama-bench" -m "$model" -t 1 -p 0 -n "$tokens" -d 32 -r 1 -o json 2>/dev/null | jq '.[0].avg_ts'
}

no_streaming() {
    local port=$((20000 + RANDOM % 20000)) pid
    "$server" -m "$model" -t 1 -c 2048 -np 1 --host 127.0.0.1 --port "$port" >"$scratch/server.log" 2>&1 &
    pid=$!
    until_true curl -sf "http://127.0.0.1:$port/health" -o "$scratch/health"
    ask() { curl -s "http://127.0.0.1:$port/completion" -d "$(jq -c --argjson n "$1" '{prompt, n_predict: $n, ignore_eos: true, cache_prompt: false}' "$scratch/one.jsonl")"; }
    ask 16 >"$scratch/health"
    ask "$tokens" | jq .timings.predicted_per_second
    kill "$pid"
    wait "$pid" || true
}

# agent POWER_SOURCES
agent() {
    edgebench run --model "$name" --quant q4_k_m --model-file "$model" --threads 1 --idle 1 --output-tokens "$tokens" --power "$1" \
        --context 2048 --prompts "$scratch/one.jsonl" --new --json 2>"$scratch/log" | jq '.trials[0].engine_decode_tps'
}

compare() {
    local name=$1 tokens=$2 model=$scratch/$1-q4_k_m.gguf i arm
    local arms=(llama_bench no_streaming "agent sysfs" "agent sysfs,rails") order
    echo "conditions: model $name, $tokens tokens, one thread of $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $rounds rounds"
    for ((i = 0; i < rounds; ++i)); do
        order="0 1 2 3"
        if ((i % 2)); then order="3 2 1 0"; fi
        for arm in $order; do echo "$i $arm $(${arms[arm]})"; done
    done >"$scratch/$name.speeds"
    for arm in 0 1 2; do
        awk -v a=$((arm + 1)) -v b=$arm '$2 == a { x[$1] = $3 } $2 == b { y[$1] = $3 } END { for (i in x) print x[i], y[i] }' "$scratch/$name.speeds" |
            awk -f "$(dirname "$0")/ratio.awk" | sed "s/^/${arms[arm + 1]} to ${arms[arm]}: /"
    done
    awk '$2 == 3 { x[$1] = $3 } $2 == 0 { y[$1] = $3 } END { for (i in x) print x[i], y[i] }' "$scratch/$name.speeds" |
        awk -f "$(dirname "$0")/ratio.awk" | sed "s/^/${arms[3]} to ${arms[0]}: /"
}

make_model slow --layers 12
make_model fast --layers 1 --width 512 --hidden 256
compare slow 200
compare fast 2000

# The agent's own processor time over the middle of a long answer (from the scheduler, which counts nanoseconds).
name=slow model=$scratch/slow-q4_k_m.gguf tokens=2000
agent sysfs,rails >/dev/null &
run=$!
cpu_ns() { awk '{ sum += $1 } END { print sum }' /proc/"$pid"/task/*/schedstat; }
engine_is_at_work() { (($(on_phone DISTURB1 "ps -C llama-server -o cputimes=" | grep . || echo 0) > 4)); }
until_true engine_is_at_work
until_true agent_of DISTURB1
before=$(cpu_ns) begin=$(date +%s%N)
read -rt 20 <> <(:) || true
awk -v cpu=$(($(cpu_ns) - before)) -v t=$(($(date +%s%N) - begin)) \
    'BEGIN { printf "agent during an answer: %.3f %% of one core over %.0f s (asked: 0.5 %%)\n", 100 * cpu / t, t / 1e9 }'
wait "$run"

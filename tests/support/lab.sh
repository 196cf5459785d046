# shellcheck shell=bash
# What the integration tests share: a private adb server, virtual phones, the built programs, and assertions.
# A test is a script that sources this with the folder of the executables as its first argument.
set -euo pipefail

repository=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
. "$repository/script/lib.sh"
bin=$(cd -- "$1" && pwd)
scratch=$(mktemp -d)
declare -A phone_pid adb_port control_port

EDGEBENCH_ENGINE_DIR=$(engine_dir)
EDGEBENCH_MODELS=$(models_dir)
make_demo_model=$(demo_model_dir)/make-demo-model
export EDGEBENCH_ENGINE_DIR EDGEBENCH_MODELS
# Neither sees nor disturbs a user's adb server, phones or results.
export HOME=$scratch/home TMPDIR=$scratch XDG_DATA_HOME=$scratch/data XDG_CACHE_HOME=$scratch/cache XDG_CONFIG_HOME=$scratch/config
export ADB_USB=0 ADB_LOCAL_TRANSPORT_MAX_PORT=5553 NO_COLOR=1
unset ADB_SERVER_SOCKET ANDROID_SERIAL EDGEBENCH_CACHE_DIR
export ANDROID_ADB_SERVER_PORT=$((20000 + RANDOM % 20000))
mkdir -p "$HOME" "$XDG_CONFIG_HOME/edgebench/verdicts"
# Virtual phones share this machine, and what its neighbours take from them is no throttling.
echo "throttled_decode_share = 1" >"$XDG_CONFIG_HOME/edgebench/verdicts/default.toml"
database=$XDG_DATA_HOME/edgebench/results.db

finish() {
    local status=$? name
    [[ -z ${hub_input:-} ]] || exec {hub_input}>&-
    for name in "${!phone_pid[@]}"; do kill "${phone_pid[$name]}" 2>/dev/null || true; done
    adb kill-server >/dev/null 2>&1 || true
    wait
    if ((status == 0)); then rm -rf "$scratch"; else echo "kept for a look: $scratch" >&2; fi
}
trap finish EXIT

# start_phone SERIAL [OPTION...]: starts a virtual phone and connects adb to it.
start_phone() {
    local name=$1 ready
    shift
    mkfifo "$scratch/$name.ready"
    "$bin/edgebench-virtual-phone" --serial "$name" --root "$scratch/$name" "$@" >"$scratch/$name.ready" 2>"$scratch/$name.log" &
    phone_pid[$name]=$!
    read -r ready <"$scratch/$name.ready"
    adb_port[$name]=$(jq -r .adb_port <<<"$ready")
    control_port[$name]=$(jq -r .control_port <<<"$ready")
    connect "$name"
}

connect() {
    until_true adb start-server
    adb disconnect "127.0.0.1:${adb_port[$1]}" >/dev/null 2>&1 || true
    adb connect "127.0.0.1:${adb_port[$1]}" >/dev/null
    adb -s "127.0.0.1:${adb_port[$1]}" wait-for-device </dev/null
}

# control SERIAL COMMAND...: tells the phone to misbehave, or asks it for the truth; prints what follows "ok".
control() {
    local name=$1 answer
    shift
    exec {wire}<>"/dev/tcp/127.0.0.1/${control_port[$name]}"
    printf '%s\n' "$*" >&"$wire"
    read -r answer <&"$wire"
    exec {wire}>&-
    [[ $answer == ok* ]] || die "the phone refuses '$*': $answer"
    printf '%s\n' "${answer#ok}"
}

# true_net_j SERIAL TRIAL: what the answer of this warm trial, an item of `run --json`, drew beyond the idle power around it, by the
# simulation. What else ran on the phone in its idle windows is idle, as it is for a gauge.
true_net_j() {
    local phase begin end energy
    while read -r phase begin end; do
        read -r energy _ <<<"$(control "$1" "truth $begin $end")"
        echo "$phase $begin $end $energy"
    done < <(jq -r '.phases[] | [.name, .begin_ns, .end_ns] | @tsv' <<<"$2") |
        awk '{ seconds = ($3 - $2) / 1e9 }
             /^idle/ { power += $4 / seconds / 2; next }
             { energy += $4; length_s += seconds }
             END { print energy - power * length_s }'
}

# start_hub FOLDER: a Hub with the files of FOLDER, for which HF_ENDPOINT is set; it ends with the test, or by `stop_hub`.
start_hub() {
    local ready
    mkfifo "$scratch/hub.in" "$scratch/hub.out"
    "$bin/edgebench-hub" "$1" <"$scratch/hub.in" >"$scratch/hub.out" &
    hub=$!
    exec {hub_input}>"$scratch/hub.in"
    read -r ready <"$scratch/hub.out"
    HF_ENDPOINT=http://127.0.0.1:$(jq .port <<<"$ready")
    export HF_ENDPOINT
}

stop_hub() {
    exec {hub_input}>&-
    hub_input=
    wait "$hub"
}

on_phone() {
    local name=$1
    shift
    adb -s "127.0.0.1:${adb_port[$name]}" shell "$*" </dev/null
}

# agent_of SERIAL: the process of the agent on this phone, among those of others, as `pid`; to be asked once its engine runs,
# when whatever started the agent is gone.
agent_of() {
    local candidate ancestor
    pid=
    for candidate in $(pgrep -f "edgebench-agent start --root /data/local/tmp/edgebench"); do
        for ((ancestor = candidate; ancestor > 1; ancestor = $(ps -o ppid= -p "$ancestor"))); do
            [[ $ancestor -ne ${phone_pid[$1]} ]] || pid=$candidate
        done
    done
    [[ -n $pid ]]
}

edgebench() { "$bin/edgebench" "$@"; }

# The shortest useful trial: its energy verdict says "idle too short", its latency and quality are valid.
head -n 2 "$repository/configs/prompts/demo.jsonl" >"$scratch/two.jsonl"
quick=(run --model demo --quant q4_k_m --threads 1 --idle 1 --output-tokens 60 --prompts "$scratch/two.jsonl")
quick_run() { edgebench "${quick[@]}" "$@"; }

# begin_run [OPTION...]: the same in the background; its process is $run, its output in $scratch/out. Returns within a trial.
begin_run() {
    "$bin/edgebench" "${quick[@]}" "$@" >"$scratch/out" 2>&1 &
    run=$!
    until_true grep -q '^trial' "$scratch/out"
}

die() {
    echo "FAILED: $*" >&2
    exit 1
}

# expect_exit CODE COMMAND...: its output is kept in $output (both streams).
expect_exit() {
    local wanted=$1 status=0
    shift
    output=$("$@" 2>&1) || status=$?
    ((status == wanted)) || die "exit code $status instead of $wanted: $*"$'\n'"$output"
}

expect_text() { grep -qF -- "$1" <<<"$output" || die "no '$1' in:"$'\n'"$output"; }
expect_equal() { [[ $1 == "$2" ]] || die "${3:-values}: got '$1', expected '$2'"; }
# expect_near VALUE TRUTH TOLERANCE WHAT: an absolute tolerance.
expect_near() {
    awk -v value="$1" -v truth="$2" -v most="$3" 'BEGIN { e = value - truth; exit !(e <= most && e >= -most) }' ||
        die "$4: $1, truth $2, tolerance $3"
}
times() { awk -v value="$1" -v factor="$2" 'BEGIN { print value * factor }'; }
sql() { sqlite3 -readonly "$database" "$1"; }

# until_true COMMAND...: awaits a state of another process; gives up after a minute.
until_true() {
    local deadline=$((SECONDS + 60))
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || die "in vain for a minute: $*"
        read -rt 0.1 <> <(:) || true
    done
}

# shellcheck shell=bash
# Functions that the scripts share. Source it: . "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

repository=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
engine_version=v0.5.0
# Compiler results are shared between checkouts of the same sources.
export CCACHE_BASEDIR=$repository CCACHE_NOHASHDIR=1

fail() {  # fail MESSAGE HINT
    printf 'error: %s\nhint:  %s\n' "$1" "$2" >&2
    exit 3
}

edgebench_cache_dir() {
    printf '%s\n' "${EDGEBENCH_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/edgebench}"
}

# recipe_key FILE...: changes when one of the files does.
recipe_key() {
    cat -- "$@" | sha256sum | cut -c1-12
}

# The processor as phones' engines name it.
architecture() {
    uname -m | sed 's/^aarch64$/arm64/'
}

engine_recipe=("$repository/script/engine" "$repository/cmake/engine/CMakeLists.txt")
engine_root() {
    local key
    key=$(recipe_key "${engine_recipe[@]}")
    printf '%s/engine/llama.cpp-%s-%s-%s\n' "$(edgebench_cache_dir)" "$engine_version" "$(architecture)" "$key"
}

# The folder with llama-server, llama-bench, llama-quantize, llama-gguf-split and their libraries, and nothing else.
engine_dir() {
    printf '%s/bin\n' "$(engine_root)"
}

# Where the host looks for models: demo-q4_k_m.gguf and demo-iq4_xs.gguf are links into demo_model_dir.
models_dir() {
    printf '%s/models\n' "$(edgebench_cache_dir)"
}

# Holds the generator too: make-demo-model OUT.gguf [--layers N] [--width N] [--hidden N] [--seed N].
demo_model_sources=("$repository"/tests/demo_model/{main,model,vocabulary}.cpp)
demo_model_dir() {
    local key
    key=$(recipe_key "${engine_recipe[@]}" "$repository/script/demo-model" "${demo_model_sources[@]}" "$repository"/tests/demo_model/*.hpp)
    printf '%s/demo-%s-%s-%s\n' "$(models_dir)" "$engine_version" "$(architecture)" "$key"
}

# stage NAME COMMAND...: runs it and prints how long it took.
stage() {
    local name=$1 start=$SECONDS status=0
    shift
    printf '== %s\n' "$name"
    "$@" || status=$?
    if ((status == 0)); then
        printf '== %s: done in %d s\n' "$name" $((SECONDS - start))
    else
        printf '== %s: failed after %d s\n' "$name" $((SECONDS - start)) >&2
    fi
    return "$status"
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo here" "as root, run: $*"
    fi
}

# build_once FOLDER ESTIMATE FUNCTION: makes FOLDER by calling FUNCTION in an empty folder beside it, which gets the
# final name only when it is complete. Two runs at a time build once; an interrupted one leaves nothing that is used.
build_once() {
    local target=$1 estimate=$2 build=$3
    [[ ! -d $target ]] || return 0
    mkdir -p "$(dirname "$target")"
    (
        exec {lock}>"$(edgebench_cache_dir)/lock"
        if ! flock --nonblock "$lock"; then
            echo "   another run is building; waiting for it"
            flock "$lock"
        fi
        [[ ! -d $target ]] || exit 0
        rm -rf "$target.part"
        trap 'rm -rf "$target.part"' EXIT
        trap 'exit 130' INT TERM
        mkdir "$target.part"
        echo "   once on this machine, $estimate; kept in $target"
        (cd "$target.part" && "$build")
        mv -T "$target.part" "$target"
    )
}

# link NAME TARGET: NAME becomes a link to TARGET, in one step.
link() {
    [[ $(readlink "$1") != "$2" ]] || return 0
    ln -sfn "$2" "$1.new"
    mv -T "$1.new" "$1"
}

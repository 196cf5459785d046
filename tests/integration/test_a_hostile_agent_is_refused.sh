#!/usr/bin/env bash
# Whatever answers on the agent's port: an error that says what is wrong, in bounded memory.
. "$(dirname "$0")/../support/lab.sh"
start_phone HOSTILE1
mkdir "$scratch/agents"
cp "$bin/edgebench-hostile-agent" "$scratch/agents/edgebench-agent-$(architecture)"
export EDGEBENCH_AGENTS=$scratch/agents
bounded() (
    ulimit -v 400000 # KiB; an idle edgebench takes a third of it
    exec "$bin/edgebench" "$@"
)

while read -r mode message; do
    on_phone HOSTILE1 "echo $mode >/data/local/tmp/hostile"
    expect_exit 3 bounded cancel
    expect_text "$message"
    expect_text "hint:"
done <<'END'
garbage bytes; at most 4096 are allowed
oversized 4294967295 bytes; at most 4096 are allowed
version protocol 99
wrong_proof could not prove that it knows its own key
silent 10 s
oversized_reply 4294967295 bytes; at most 8388608 are allowed
odd_reply something else than was asked
END

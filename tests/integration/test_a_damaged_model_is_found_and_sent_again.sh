#!/usr/bin/env bash
# What the phone stores: listed by the names that the results know, left alone while a plan runs, verified, pruned.
. "$(dirname "$0")/../support/lab.sh"
root=/data/local/tmp/edgebench
start_phone STORE001
begin_run
expect_exit 3 edgebench cache verify
expect_text "busy with a plan"
expect_exit 3 edgebench cache prune --all
expect_exit 0 edgebench cache ls
expect_text "in use"
wait "$run"

expect_exit 0 edgebench cache verify --json
expect_equal "$(jq -c '[.verified[] | [.kind, .name]] | sort' <<<"$(grep -v '^hash ' <<<"$output")")" \
    "$(jq -cn --arg engine "$(sql "select name || ' ' || version from engine")" '[["engine", $engine], ["model", "demo q4_k_m"]]')" "verified"

# One byte, behind the back of everything that looks at size and time.
model=$(sql 'select sha256 from model_file')
on_phone STORE001 "cd $root/blobs && touch -r $model ../time && printf X | dd of=$model bs=1 seek=1000000 conv=notrunc 2>/dev/null &&
    touch -r ../time $model && rm ../time"
expect_exit 0 edgebench cache ls
expect_text "demo q4_k_m"
expect_exit 3 edgebench cache verify
expect_text "demo q4_k_m was damaged on the phone and is removed"
expect_equal "$(sql "select count(*) from event where kind = 'store'")" 1 "events"
[[ -z $(on_phone STORE001 "ls $root/blobs") ]] || die "the damaged model is still there"
expect_exit 0 quick_run --new
expect_text "upload demo-q4_k_m.gguf"
! grep -q "upload llama-server" <<<"$output" || die "the engine was sent again: $output"

expect_exit 0 edgebench cache prune --older-than 1
expect_exit 0 edgebench cache ls --json
expect_equal "$(jq '.contents | length' <<<"$output")" 2 "contents"
expect_exit 0 edgebench cache prune --all
expect_text "removed model demo q4_k_m"
[[ -z $(on_phone STORE001 "ls $root/blobs $root/engines | grep -v :") ]] || die "something is left"

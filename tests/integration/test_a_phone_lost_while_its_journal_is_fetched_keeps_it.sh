#!/usr/bin/env bash
# A journal is removed from the phone only when it is stored: not when its transfer breaks, not when the database refuses it.
. "$(dirname "$0")/../support/lab.sh"
start_phone FETCH001
plans=/data/local/tmp/edgebench/plans
ended() { on_phone FETCH001 "grep -qa plan_end $plans/*/journal"; }
stored() { sql 'select count(*) from attempts'; }

# With an agent and, below, by plain adb.
lose_and_collect() {
    # The journal itself is what breaks the connection: all that is sent before it is shorter.
    control FETCH001 "drop sent $(on_phone FETCH001 "cat $plans/*/journal | wc -c")" >/dev/null
    expect_exit 3 edgebench collect
    expect_text "phone"
    expect_equal "$(stored)" "$1" "attempts stored from half a journal"
    connect FETCH001
    until_true ended

    # Somebody else writes into the database for longer than collect waits.
    mkfifo "$scratch/writer"
    sqlite3 "$database" <"$scratch/writer" &
    exec {writer}>"$scratch/writer"
    echo "begin exclusive;" >&"$writer"
    until_true sh -c "! sqlite3 -cmd '.timeout 0' '$database' 'begin immediate; rollback' 2>/dev/null"
    expect_exit 3 edgebench collect
    expect_text "$database"
    exec {writer}>&-
    wait $!
    rm "$scratch/writer"
    until_true ended

    expect_exit 0 edgebench collect
    expect_equal "$(stored)" "$(sql 'select count(*) from slot')" "attempts"
    expect_equal "$(sql 'select count(distinct trial) from attempts')" "$(stored)" "distinct trials"
    expect_equal "$(sql 'select count(*) from plan where collected_at is null')" 0 "uncollected plans"
    [[ -z $(on_phone FETCH001 "ls $plans") ]] || die "the journal was not removed"
    expect_exit 0 edgebench collect
    expect_equal "$(stored)" "$(sql 'select count(*) from slot')" "attempts after one more collection"
}

expect_exit 0 quick_run --detached
until_true ended
lose_and_collect 0

expect_exit 0 quick_run --detached --new
until_true ended
on_phone FETCH001 'kill -9 $(sed -n "s/^pid=//p" /data/local/tmp/edgebench/lock)'
mkdir "$scratch/alone"
cp "$bin/edgebench" "$scratch/alone/"
edgebench() { EDGEBENCH_CONFIGS=$repository/configs "$scratch/alone/edgebench" "$@"; }
lose_and_collect 2

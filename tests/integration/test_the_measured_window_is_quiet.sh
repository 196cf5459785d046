#!/usr/bin/env bash
# Inside the measured window the agent waits, arms timers, reads open files, talks to the engine and reads its log: the system calls
# of doc/measurement.md and no others.
. "$(dirname "$0")/../support/lab.sh"
start_phone QUIET001
"$bin/edgebench" run --model demo --quant q4_k_m --threads 1 --idle 4 --output-tokens 100 --prompts "$scratch/two.jsonl" --json >"$scratch/json" 2>"$scratch/out" &
run=$!
until_true grep -q "^trial 1" "$scratch/out"
agent=$(pgrep -nf "edgebench-agent start --root /data/local/tmp/edgebench")
strace -f -ttt -e trace=all -o "$scratch/strace" -p "$agent" 2>/dev/null &
tracer=$!
wait "$run" || die "the run failed: $(cat "$scratch/out")"
kill "$tracer" 2>/dev/null || true
wait "$tracer" 2>/dev/null || true

# strace's clock is the wall clock, the phases' is CLOCK_BOOTTIME, which containers share with their host.
offset=$(awk -v now="$(date +%s.%N)" '{ printf "%.3f", now - $1 }' /proc/uptime)
# The last trial's window was traced as a whole; 50 ms at its ends cover the clocks' resolution.
read -r begin end < <(jq -r '.trials[-1].phases | [(.[0].begin_ns / 1e9), (.[-1].end_ns / 1e9)] | @tsv' "$scratch/json")
awk -v from="$begin" -v to="$end" -v offset="$offset" '
    { t = $2 - offset }
    t > from + 0.05 && t < to - 0.05 && $3 ~ /^[a-z_0-9]+\(/ { name = $3; sub(/\(.*/, "", name); seen[name]++ }
    END { for (name in seen) print name, seen[name] }' "$scratch/strace" | sort >"$scratch/calls"
cat "$scratch/calls"
allowed='epoll_wait epoll_pwait timerfd_settime pread64 read recvfrom recvmsg sendto sendmsg clock_gettime brk mmap munmap mremap madvise restart_syscall'
while read -r name count; do
    [[ " $allowed " == *" $name "* ]] || die "$count × $name inside the window"
done <"$scratch/calls"
grep -q pread64 "$scratch/calls" || die "nothing was traced"
grep -q "^send" "$scratch/calls" || die "the request was not seen"

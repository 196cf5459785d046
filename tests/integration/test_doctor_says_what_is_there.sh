#!/usr/bin/env bash
# What is there is checked, not only named; what is not there comes with the next step.
. "$(dirname "$0")/../support/lab.sh"
start_phone DOCTOR01
here=$(architecture)

expect_exit 0 edgebench doctor
expect_text "engine linux-$here"
grep -qE "^good +engine linux-$here +llama.cpp v[0-9.]+, [0-9]+ files, [0-9]+ MiB: $EDGEBENCH_ENGINE_DIR\$" <<<"$output" || die "the engine is not described: $output"
grep -qE "^note +engine android-arm64 .* is built for .*, not for (arm64|Android)\$" <<<"$output" || die "the other engine is said to be there: $output"
grep -qE "^good +agent $here " <<<"$output" || die "no agent: $output"
grep -qE "^good +phone .*serial DOCTOR01.*simulated" <<<"$output" || die "no phone: $output"

EDGEBENCH_ENGINE_DIR=$scratch/none expect_exit 0 edgebench doctor
expect_text "names no folder: $scratch/none"
mkdir "$scratch/empty"
EDGEBENCH_ENGINE_DIR=$scratch/empty expect_exit 0 edgebench doctor
expect_text "has no llama-server"

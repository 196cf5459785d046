#!/usr/bin/env bash
# usage: tests/bench/gguf_header.sh build/release/bin
# Reading the header of a sparse model file of 5 GB: its time, and how much of the file is read.
. "$(dirname "$0")/../support/lab.sh"
echo "conditions: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
"$bin/edgebench-bench-gguf-header" "$scratch/sparse.gguf"

#!/usr/bin/env bash
# A model in several files goes to the phone as several blobs, and the engine finds its parts by their names.
. "$(dirname "$0")/../support/lab.sh"
start_phone SPLIT1
"$EDGEBENCH_ENGINE_DIR/llama-gguf-split" --split --split-max-size 30M "$EDGEBENCH_MODELS/demo-q4_k_m.gguf" "$scratch/some" >"$scratch/log" 2>&1
parts=("$scratch"/some-0000?-of-0000?.gguf)
((${#parts[@]} > 1)) || die "the model was not split: $(tail -n 3 "$scratch/log")"

expect_exit 0 quick_run --model-file "${parts[0]}" --new
expect_equal "$(sql 'SELECT count(*) FROM results WHERE decode_tps > 0')" 2 "answers of the split model"
expect_equal "$(sql 'SELECT DISTINCT CAST(round(model_size_mib * 1048576) AS INTEGER) FROM results')" "$(cat "${parts[@]}" | wc -c)" "size of all parts"

# The same model in one file answers the same.
expect_exit 0 quick_run --model-file "$EDGEBENCH_MODELS/demo-q4_k_m.gguf" --new
expect_equal "$(sql 'SELECT count(DISTINCT answer) FROM results')" "$(sql 'SELECT count(DISTINCT prompt_id) FROM results')" "answers"

rm "${parts[-1]}"
expect_exit 2 quick_run --model-file "${parts[0]}" --new
expect_text "$(basename "${parts[-1]}")"

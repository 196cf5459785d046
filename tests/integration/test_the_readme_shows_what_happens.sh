#!/usr/bin/env bash
# The README's sample is what the program prints, but for the numbers; its other commands exist as they are written there.
. "$(dirname "$0")/../support/lab.sh"
start_phone README01
readme=$repository/README.md

# The sample's run, shorter: two prompts and fewer tokens.
sample=$(sed -n '/^## What it looks like$/,/^## /s/^    //p' "$readme")
command=$(sed -n 's/^\$ edgebench //p' <<<"$sample" | head -n 1)
[[ $command == "run --model demo --quant q4_k_m --prompts demo --output-tokens 400 --threads 1 --idle 7" ]] || die "the sample's command is another: $command"
sed -n "1p;\$p" "$repository/configs/prompts/demo.jsonl" >"$scratch/two.jsonl"
expect_exit 0 edgebench run --model demo --quant q4_k_m --prompts "$scratch/two.jsonl" --output-tokens 250 --threads 1 --idle 7

# A line without its numbers, names and spacing; a value that is there or not is the same place in a table.
shape() { sed -E 's/two|demo|DEMO0001|README01/NAME/g; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\([0-9a-f]{8}\)/ID/g; s/[0-9]+(\.[0-9]+)?/N/g; s/N to N|–/N/g; s/-{2,}/-/g; s/ +/ /g; s/ $//' <<<"$1"; }
printed=$(shape "$output")
while IFS= read -r line; do
    [[ -z $line || $line == *…* || $line == \$* ]] || grep -qxF -- "$(shape "$line")" <<<"$printed" ||
        die "the README shows a line that the program does not print: $line"$'\n'"it prints:"$'\n'"$output"
done <<<"$sample"

# Every other command of the README: queries and looks are run, what measures or needs more is asked for its plan or its help.
while IFS= read -r command; do
    eval "words=($command)"
    case $command in
        "run --model demo"*) ;;
        # A model that is not here: the demo's file takes its place, under a name that no catalogue knows.
        run*) expect_exit 0 edgebench "${words[@]/#qwen2.5-3b/some}" --dry-run --model-file "$EDGEBENCH_MODELS/demo-q4_k_m.gguf" ;;
        query* | show* | doctor | collect) expect_exit 0 edgebench "${words[@]}" ;;
        *) expect_exit 0 edgebench "${words[@]}" --help ;;
    esac
done < <(grep -oE '(^    (\$ )?|`)edgebench [^`]*' "$readme" | sed -E 's/^[^e]*edgebench //' | grep -v '^$')

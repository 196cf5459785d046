#!/usr/bin/env bash
# Checks the rules of the source tree ROOT that a machine can check: who includes whom, house limits, no machine's paths.
# Prints each breach as FILE:LINE: WHAT; exits with 1 if there is any.
set -euo pipefail
export LC_ALL=C
root=${1:?usage: check_layering.sh ROOT}
here=$(cd "$(dirname "$0")" && pwd)
cd "$root"

sources() {
    find protocol agent host tests \( -name '*.hpp' -o -name '*.cpp' -o -name '*.cpp.in' \) -type f 2>/dev/null | sort
}

# FILE:LINE:#include … of the whole tree against the table.
check_includes() {
    sources | xargs -r grep -HnE '^[[:space:]]*#[[:space:]]*include' /dev/null | awk -v table="$here/include_table.txt" '
        function breach(text) { print where ": " text }
        function is_below(path, folder) { return index(path, folder "/") == 1 }
        function has(list, word) { return index(" " list " ", " " word " ") > 0 || index(" " list " ", " * ") > 0 }
        function folder_of(path,    i, best) {
            best = ""
            for (i in folders) if (is_below(path, i) && length(i) > length(best)) best = i
            return best
        }
        function library_of(header) {
            if (header ~ /^boost\/beast/) return "beast"
            if (header ~ /^boost\/math/) return "math"
            if (header ~ /^boost\//) return "asio"
            if (header ~ /^nlohmann\//) return "json"
            if (header ~ /^spdlog\//) return "spdlog"
            if (header ~ /^fmt\//) return "fmt"
            if (header ~ /^CLI\//) return "cli11"
            if (header ~ /^(SQLiteCpp\/|sqlite3)/) return "sqlite"
            if (header ~ /^toml\+\+/) return "toml++"
            if (header ~ /^Eigen\//) return "eigen"
            if (header == "xxhash.h") return "xxhash"
            if (header ~ /^google\/protobuf\//) return "protobuf"
            if (header ~ /^archive(_entry)?\.h$/) return "archive"
            if (header ~ /^catch2\//) return "catch2"
            if (header ~ /^curl\//) return "curl"
            if (header ~ /^openssl\//) return "crypto"
            if (header ~ /^(google|zlib)/) return header
            return ""
        }
        function check_ours(file, header,    own, theirs, allowed, i, n) {
            own = folder_of(file)
            if (header !~ /\//) { breach("\"" header "\" is not written from the root of the repository"); return }
            if (is_below(header, own) && folder_of(header) == own) return
            n = split(folders[own], allowed, " ")
            for (i = 1; i <= n; i++) if (is_below(header, allowed[i])) return
            theirs = folder_of(header)
            if (own == "tests" && is_below(header, "tests")) return
            if (is_below(own, "tests") && is_below(header, own)) return
            breach(own " may not include " (theirs == "" ? header : theirs))
        }
        function check_third_party(file, header,    own, library) {
            library = library_of(header)
            if (library == "") return
            own = folder_of(file)
            if (!has(libraries[own], library)) breach(own " may not include " library)
            # The slow ones cost 5 to 20 s in every file that includes them (CLI11 too, in two files of commands).
            if (library ~ /^(beast|toml\+\+)$/ && file !~ /^tests\//) {
                if ((library, own) in slow && slow[library, own] != file)
                    breach(library " is already included by " slow[library, own])
                slow[library, own] = file
            }
        }
        BEGIN {
            while ((getline line < table) > 0) {
                if (line ~ /^#/ || split(line, column, "|") < 3) continue
                gsub(/^ +| +$/, "", column[1]); gsub(/^ +| +$/, "", column[2]); gsub(/^ +| +$/, "", column[3])
                folders[column[1]] = column[2]; libraries[column[1]] = column[3]
            }
        }
        {
            split($0, part, ":"); file = part[1]; where = part[1] ":" part[2]
            if (match($0, /"[^"]+"/)) check_ours(file, substr($0, RSTART + 1, RLENGTH - 2))
            else if (match($0, /<[^>]+>/)) check_third_party(file, substr($0, RSTART + 1, RLENGTH - 2))
        }'
}

check_pragma_once() {
    sources | grep '\.hpp$' | while read -r file; do
        [[ $(head -n 1 "$file") == '#pragma once' ]] || echo "$file:1: does not begin with #pragma once"
    done
}

check_lengths() {
    sources | grep -v '\.in$' | while read -r file; do
        case $file in
            *.hpp) limit=150 ;;
            tests/*) limit=500 ;;
            *) limit=400 ;;
        esac
        lines=$(wc -l < "$file")
        (( lines <= limit )) && continue
        grep -qE "^$file[[:space:]]+[^[:space:]]" "$here/length_exceptions.txt" ||
            echo "$file:$lines: is longer than $limit lines and not in length_exceptions.txt"
    done
}

# A path of somebody's machine, in any text file that belongs to the tree.
check_paths() {
    grep -rnIE '(^|[[:space:]"'\''=(:])/(work|home|root)/[A-Za-z0-9]' . \
        --exclude-dir=.git --exclude-dir=build --exclude-dir=node_modules | sed -E 's/^\.\///; s/^([^:]+:[0-9]+):.*/\1: names a path of one machine/'
}

breaches=$(check_includes; check_pragma_once || true; check_lengths || true; check_paths || true)
[[ -z $breaches ]] && exit 0
echo "$breaches"
exit 1

#!/usr/bin/env bash
# Packages are made of the build and unpacked elsewhere, and measure from there: nothing of the source tree is needed.
. "$(dirname "$0")/../support/lab.sh"
start_phone INSTALLED1
cpack --config "$bin/../CPackConfig.cmake" -B "$scratch/packages" >"$scratch/log" 2>&1 || die "cpack: $(tail -n 20 "$scratch/log")"

mkdir "$scratch/tarball" "$scratch/deb"
tar -xzf "$scratch"/packages/edgebench-*.tar.gz -C "$scratch/tarball" --strip-components 1
package=$(echo "$scratch"/packages/edgebench-*.deb)
dpkg-deb -x "$package" "$scratch/deb"
[[ $(dpkg-deb -f "$package" Depends) == *libsqlite3* ]] || die "the package does not name the libraries that it needs"

cd /
for prefix in "$scratch/tarball" "$scratch/deb/usr"; do
    for agent in x86_64 arm64; do
        [[ -x $prefix/lib/edgebench/edgebench-agent-$agent ]] || die "no agent for $agent in $prefix"
    done
    output=$("$prefix/bin/edgebench" models list)
    expect_text qwen2.5-3b
    output=$("$prefix/bin/edgebench" "${quick[@]}" --new --json 2>"$scratch/log") || die "$(cat "$scratch/log")"
    expect_equal "$(jq '.counts.filled == .counts.slots' <<<"$output")" true "all slots are filled"
done

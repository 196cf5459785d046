#!/usr/bin/env bash
# A tree that keeps the rules passes; each kind of breach, put into it alone, is found and named.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

new_tree() {
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree"/{protocol,agent,host/{types,energy,store,cli,config,plan},tests/{virtual_phone,host/energy,agent}}
    cd "$scratch/tree"
    printf '#pragma once\n#include <nlohmann/json.hpp>\n#include <vector>\n' > protocol/codec.hpp
    printf '#include "host/energy/a.hpp"\n#include "host/types/b.hpp"\n#include "protocol/codec.hpp"\n' > host/energy/a.cpp
    printf '#include "agent/run.hpp"\n#include <boost/beast/http.hpp>\n' > agent/http.cpp
    printf '#include "host/energy/a.hpp"\n#include "tests/host/energy/c.hpp"\n#include <catch2/catch.hpp>\n' > tests/host/energy/test.cpp
}

check() { "$here/check_layering.sh" "$scratch/tree"; }

expect_breach() {  # FILE LINE WHAT; the line is added to FILE of a good tree
    new_tree
    printf '%b\n' "$2" >> "$1"
    if output=$(check); then
        echo "not found: $3"; exit 1
    fi
    grep -qF "$3" <<<"$output" || { echo "expected '$3', got: $output"; exit 1; }
    (( $(wc -l <<<"$output") == 1 )) || { echo "expected one breach, got: $output"; exit 1; }
}

new_tree
check || { echo "a good tree is refused"; exit 1; }

expect_breach host/energy/a.cpp '#include "host/store/database.hpp"' 'host/energy may not include host/store'
expect_breach host/energy/a.cpp '#include "agent/run.hpp"' 'host/energy may not include agent'
expect_breach host/energy/a.cpp '  #  include "host/cli/run.hpp"' 'host/energy may not include host/cli'
expect_breach agent/http.cpp '#include "host/types/b.hpp"' 'agent may not include host/types'
expect_breach agent/other.cpp '#include <boost/beast/core.hpp>' 'beast is already included by agent/http.cpp'
expect_breach protocol/x.cpp '#include "host/types/b.hpp"' 'protocol may not include host/types'
expect_breach protocol/x.cpp '#include <boost/asio.hpp>' 'protocol may not include asio'
expect_breach host/plan/x.cpp '#include <spdlog/spdlog.h>' 'host/plan may not include spdlog'
expect_breach host/cli/y.cpp '#include <curl/curl.h>' 'host/cli may not include curl'
expect_breach host/cli/x.cpp '#include <SQLiteCpp/Database.h>' 'host/cli may not include sqlite'
expect_breach tests/virtual_phone/x.cpp '#include "host/types/b.hpp"' 'tests/virtual_phone may not include host/types'
expect_breach tests/agent/x.cpp '#include "host/types/b.hpp"' 'tests/agent may not include host/types'
expect_breach tests/host/energy/x.cpp '#include "agent/run.hpp"' 'tests/host may not include agent'
expect_breach host/energy/a.cpp '#include "readings.hpp"' 'is not written from the root'
expect_breach host/types/b.hpp 'struct B {};' 'does not begin with #pragma once'
expect_breach host/types/b.hpp "#pragma once$(printf '\\n%.0s' {1..150})" 'is longer than 150 lines'
expect_breach host/plan/x.cpp "$(printf '\\n%.0s' {1..400})" 'is longer than 400 lines'
expect_breach README.md "See /ho""me/somebody/edgebench." 'names a path of one machine'

#pragma once
// Android's programs as shell scripts, first in PATH for as long as it lives. They find their
// folder in $EDGEBENCH_FAKES.

#include "tests/support/temp_dir.hpp"

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace edgebench::test {

class FakePrograms {
  public:
    FakePrograms() : path_(::getenv("PATH")) {
        ::setenv("PATH", ((folder_ / "bin").string() + ":" + path_).c_str(), 1);
        ::setenv("EDGEBENCH_FAKES", folder_.path().c_str(), 1);
    }
    FakePrograms(const std::string& name, const std::string& body) : FakePrograms() {
        add(name, body);
    }
    ~FakePrograms() { ::setenv("PATH", path_.c_str(), 1); }
    FakePrograms(const FakePrograms&) = delete;
    FakePrograms& operator=(const FakePrograms&) = delete;

    void add(const std::string& name, const std::string& body) const {
        const auto program = folder_.write("bin/" + name, "#!/bin/sh\n" + body + "\n");
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    }
    const TempDir& folder() const { return folder_; }

  private:
    TempDir folder_;
    std::string path_;
};

// `settings` with a file per setting; it refuses what has a file "refuse.KEY".
constexpr const char* k_settings_program = R"(cd "$EDGEBENCH_FAKES" || exit 1
[ ! -f "refuse.$3" ] || exit 255
case "$1" in
get) cat "$2.$3" 2>/dev/null || echo null ;;
put) echo "$4" > "$2.$3" ;;
delete) rm -f "$2.$3"; echo "Deleted 1 rows" ;;
*) exit 255 ;;
esac
)";

}  // namespace edgebench::test

#include "host/report/progress_line.hpp"
#include "host/report/safe_text.hpp"

#include <catch2/catch.hpp>

using namespace edgebench::report;

TEST_CASE("progress is a bar, a share and sizes", "[host/report]") {
    CHECK(byte_progress("upload", {512, 1024, {}}, 80) ==
          "upload  [##########..........]  50 %  512 B of 1.00 KiB");
    CHECK(byte_progress("upload", {0, 0, {}}, 80) ==
          "upload  [####################]  100 %  0 B of 0 B");
    CHECK(byte_progress("upload", {2000, 1024, {}}, 80) ==
          "upload  [####################]  100 %  1.00 KiB of 1.00 KiB");
}

TEST_CASE("progress keeps within the terminal", "[host/report]") {
    CHECK(display_width(byte_progress(std::string(200, 'x'), {1, 2, {}}, 40)) == 40);
}

TEST_CASE("progress with a rate says how long it will take", "[host/report]") {
    const auto ending = [](ByteCount bytes) {
        const auto line = byte_progress("x", bytes, 200);
        return line.substr(line.rfind("B/s") - 5);
    };
    CHECK(ending({0, 1 << 20, 1 << 19}) == "12 KiB/s  3 s left");
    CHECK(ending({0, 1 << 30, 1 << 20}) == "00 MiB/s  18 min left");
    CHECK(ending({0, std::int64_t{1} << 40, 1 << 20}) == "00 MiB/s  291 h left");
    CHECK(ending({1 << 20, 1 << 20, 1 << 20}) == "00 MiB/s");
}

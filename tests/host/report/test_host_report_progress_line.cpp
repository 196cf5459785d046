#include "host/report/progress_line.hpp"
#include "host/report/safe_text.hpp"

#include <catch2/catch.hpp>

using namespace edgebench::report;

TEST_CASE("progress is a bar, a share and sizes", "[host/report]") {
    CHECK(byte_progress("upload", 512, 1024, 80) ==
          "upload  [##########..........]  50 %  512 B of 1.00 KiB");
    CHECK(byte_progress("upload", 0, 0, 80) == "upload  [####################]  100 %  0 B of 0 B");
    CHECK(byte_progress("upload", 2000, 1024, 80) ==
          "upload  [####################]  100 %  1.00 KiB of 1.00 KiB");
}

TEST_CASE("progress keeps within the terminal", "[host/report]") {
    CHECK(display_width(byte_progress(std::string(200, 'x'), 1, 2, 40)) == 40);
}

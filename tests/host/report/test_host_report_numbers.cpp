#include "host/report/numbers.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace edgebench;
using namespace edgebench::report;

TEST_CASE("numbers have the digits that mean something", "[host/report]") {
    CHECK(significant(62.149) == "62.1");
    CHECK(significant(0.012345) == "0.0123");
    CHECK(significant(1234.6) == "1235");
    CHECK(significant(9.999) == "10.0");
    CHECK(significant(999.9) == "1000");
    CHECK(significant(-3.14159, 4) == "-3.142");
    CHECK(significant(0.0) == "0");
    CHECK(significant(0.00001234) == "1.23e-05");
    CHECK(significant(std::numeric_limits<double>::infinity()) == "–");
}

TEST_CASE("what could not be had is a dash, without a unit", "[host/report]") {
    CHECK(with_unit(18.26, "J") == "18.3 J");
    CHECK(with_unit(std::nullopt, "J") == "–");
    CHECK(whole(std::nullopt) == "–");
    CHECK_FALSE(number(std::optional<Joules>()));
    CHECK(mebibytes(Bytes64(3 * k_mebibyte)) == 3.0);
}

TEST_CASE("a share is shown in percent with its sign", "[host/report]") {
    CHECK(signed_percent(0.0411) == "+4.11 %");
    CHECK(signed_percent(-0.5) == "-50.0 %");
}

TEST_CASE("counts and sizes read like language", "[host/report]") {
    CHECK(counted(1, "trial") == "1 trial");
    CHECK(counted(0, "trial") == "0 trials");
    CHECK(data_size(512) == "512 B");
    CHECK(data_size(13'736'345) == "13.1 MiB");
    CHECK(data_size(2'587'000'000) == "2.41 GiB");
}

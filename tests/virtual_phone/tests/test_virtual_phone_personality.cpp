#include "protocol/error.hpp"
#include "tests/virtual_phone/personality.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <set>
#include <string>

using namespace edgebench;
using namespace edgebench::virtual_phone;

TEST_CASE("the Pixel file states the built-in defaults", "[virtual_phone]") {
    CHECK(read_personality(EDGEBENCH_PHONES "/pixel.conf") == Personality());
}

TEST_CASE("every phone file makes a phone of its own that says it is simulated",
          "[virtual_phone]") {
    std::set<std::string> fingerprints;
    for (const auto& file : std::filesystem::directory_iterator(EDGEBENCH_PHONES)) {
        if (file.path().extension() != ".conf") continue;
        INFO(file.path().string());
        const auto phone = read_personality(file.path());
        CHECK_THAT(phone.model, Catch::EndsWith("(simulated)"));
        CHECK(fingerprints.insert(phone.fingerprint).second);
    }
    CHECK(fingerprints.size() >= 4);
}

TEST_CASE("a phone file overrides what it names", "[virtual_phone]") {
    const Personality phone =
        parse_personality("# a comment\n\n refresh_s = 1.47 # s\nkernel=first_order\nunit = mA\n");
    CHECK(phone.refresh == Seconds(1.47));
    CHECK(phone.kernel == Kernel::first_order);
    CHECK(phone.unit == CurrentUnit::milliamps);
    CHECK(phone.idle == Personality().idle);
}

TEST_CASE("noise to replay stands in a file beside the phone's own", "[virtual_phone]") {
    const auto phone = read_personality(EDGEBENCH_PHONES "/noisy.conf");
    CHECK(phone.replay_ua.size() == 600);
    double sum = 0;
    for (const double value : phone.replay_ua) sum += value;
    CHECK(std::abs(sum / 600) < 1);
}

TEST_CASE("a mistake in a phone file is named with its line", "[virtual_phone]") {
    const auto message_of = [](const char* text) {
        try {
            parse_personality(text);
        } catch (const Error& error) {
            return error.message();
        }
        return std::string("no error");
    };
    CHECK(message_of("\nrefresh = 1") == "line 2: no such key: refresh");
    CHECK(message_of("refresh_s") == "line 1: no such key: refresh_s");
    CHECK(message_of("refresh_s = fast") == "line 1: bad value: refresh_s = fast");
    CHECK(message_of("kernel = median") == "line 1: bad value: kernel = median");
    CHECK(message_of("refresh_s = 0").find("out of range") != std::string::npos);
}

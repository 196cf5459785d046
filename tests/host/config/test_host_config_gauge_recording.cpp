#include "host/config/gauge_recording.hpp"
#include "tests/host/config/error_of.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

GaugeRecording parsed(const std::string& text) {
    return parse_gauge_recording(text, "polls.csv");
}

Error refusal(const std::string& text) {
    auto error = test::error_of([&] { parsed(text); });
    CHECK(error.code() == ErrorCode::configuration);
    CHECK_THAT(error.message(), Catch::StartsWith("polls.csv, line "));
    CHECK_FALSE(error.hint().empty());
    return error;
}

double length_s(const GaugeRecording& recording) {
    return seconds_between(recording.time.front(), recording.time.back()).value();
}

const std::string k_android =
    "Timestamp,BATTERY_PROPERTY_CURRENT_NOW,EXTRA_VOLTAGE\n"
    "1688497737198,-113,4154\n1688497737303,-113,4154\n1688497737430,-156,4154\n";

std::string with_line_ends(std::string text, const std::string& end) {
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + end.size()))
        text.replace(at, 1, end);
    return text;
}

}  // namespace

TEST_CASE("polls of Android's battery manager are read", "[host/config]") {
    for (const auto* end : {"\n", "\r\n", "\r"}) {
        const auto recording = parsed(with_line_ends(k_android, end));
        CHECK(recording.current_raw == std::vector<double>{-113, -113, -156});
        CHECK(length_s(recording) == Approx(0.232));
        CHECK(recording.notes.empty());
    }
    CHECK(parsed("\xEF\xBB\xBF" + k_android).time.size() == 3);
}

TEST_CASE("columns are found by name, in any order and with any separator", "[host/config]") {
    for (const auto* text :
         {"voltage_uv;current_avg;current_now (uA);time [s]\n4e6;1;5;0,25\n4e6;1;6;0,5\n",
          "\"time_ms\",\"current_raw\"\n\"250\",\"5\"\n\"500\",\"6\"\n",
          "elapsed_ms\tI\n250\t5\n500\t6\n", "time_us current_ua\n250000 5\n500000 6\n",
          "# made by hand\n\ntime_ns,battery.current_ua\n250000000,+5\n500000000,6\n"}) {
        INFO(text);
        const auto recording = parsed(text);
        CHECK(recording.current_raw == std::vector<double>{5, 6});
        CHECK(length_s(recording) == Approx(0.25));
    }
}

TEST_CASE("without a header the first column is the time", "[host/config]") {
    const auto recording = parsed("1688497737.198,-113\n1688497737.303,-114\n");
    CHECK(length_s(recording) == Approx(0.105));
    CHECK(recording.notes.size() == 1);
}

TEST_CASE("the unit of a time without a name is told by its steps or refused", "[host/config]") {
    CHECK(length_s(parsed("time,current\n0,1\n105,2\n209,3\n")) == Approx(0.209));
    CHECK(length_s(parsed("time,current\n0,1\n0.105,2\n0.209,3\n")) == Approx(0.209));
    CHECK_THAT(refusal("time,current\n0,1\n2,2\n4,3\n").message(),
               Catch::Contains("seconds or milliseconds"));
}

TEST_CASE("lines that are no poll are left out and noted", "[host/config]") {
    const auto recording = parsed(k_android + "1688497737500,NaN,4154\n16884977\n\x01\x02\n");
    CHECK(recording.time.size() == 3);
    REQUIRE(recording.notes.size() == 1);
    CHECK(recording.notes[0] == "3 lines left out, the first is 5: 'NaN' is not a current");
}

TEST_CASE("rows are put into the order of time, each time once", "[host/config]") {
    const auto recording = parsed("time_ms,current\n300,3\n100,1\n200,9\n200,2\n");
    CHECK(recording.current_raw == std::vector<double>{1, 2, 3});
    CHECK(recording.notes.size() == 2);
}

TEST_CASE("a garbled time does not stretch the recording", "[host/config]") {
    const auto recording = parsed(k_android + "9e300,-113,4154\n0,-113,4154\n");
    CHECK(recording.time.size() == 3);
    CHECK(length_s(recording) == Approx(0.232));
}

TEST_CASE("a file that is no recording is refused with the line, the cause and the next step",
          "[host/config]") {
    CHECK_THAT(refusal("").message(), Catch::Contains("empty"));
    CHECK_THAT(refusal("\n\r\n  \n").message(), Catch::Contains("empty"));
    CHECK_THAT(refusal("time,current\n").message(), Catch::Contains("no reading"));
    CHECK_THAT(refusal("time,voltage\n1,2\n").message(), Catch::Contains("is a current"));
    CHECK_THAT(refusal("a,b\n1,2\n").message(), Catch::Contains("'a', 'b'"));
    CHECK_THAT(refusal("time_ms,current\n1,x\n").message(),
               Catch::Contains("line 2: 'x' is not a current"));
    CHECK_THAT(refusal("time_ms,current\n1,-2147483648\n").message(),
               Catch::Contains("does not report"));
    CHECK_THAT(refusal("\xFF\xFEt\0i\0").message(), Catch::Contains("UTF-16"));
    CHECK_THAT(refusal(std::string("\x7f"
                                   "ELF\2\0\1\n\0\0",
                                   9))
                   .message(),
               Catch::Contains("is a time: '?ELF"));
}

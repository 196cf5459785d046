// Several processes, and processes that are killed.

#include "tests/host/fetch/fetch_fixture.hpp"
#include "tests/host/fetch/process.hpp"

#include <unistd.h>

#include <atomic>

namespace edgebench::fetch {
namespace {

std::vector<std::string> fetch_one(const HttpServer& server, const Fixture& fixture) {
    return {EDGEBENCH_FETCH_ONE, server.url(), fixture.target};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Falls silent after `bytes` until it is told to answer well.
class Holding {
  public:
    Holding(Content content, std::size_t bytes) : content_(std::move(content)), bytes_(bytes) {}
    HttpAnswer operator()(const HttpRequest& request) const {
        auto answer = good_answer(request, content_, k_etag);
        if (is_good) return answer;
        answer.sent_bytes = bytes_;
        answer.ending = Ending::fall_silent;
        return answer;
    }
    std::atomic<bool> is_good = false;

  private:
    Content content_;
    std::size_t bytes_;
};

// Until the state says what is missing: it is saved about once a second.
void await_state(const std::filesystem::path& file, const std::string& missing) {
    while (!has(test::read_text(file), missing)) ::usleep(10'000);
}

}  // namespace

TEST_CASE("a killed download is continued", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(6'000'000);
    Holding holding(content, 5'000'000);
    const HttpServer server(std::ref(holding));
    Process process(fetch_one(server, fixture));
    await_state(fixture.folder / "models/file.part.state", "missing 5000000 6000000\n");
    process.kill();
    holding.is_good = true;
    const auto result = download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(result.sha256 == hash_of(content));
    CHECK(server.requests().back().field("range") == "bytes=5000000-5999999");
}

TEST_CASE("two processes download one file once", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(2'000'000);
    const HttpServer server([&](const HttpRequest& request) {
        auto answer = good_answer(request, content, k_etag);
        answer.bytes_per_s = 2'000'000;
        return answer;
    });
    const Process first(fetch_one(server, fixture));
    server.await_sent(1);
    const Process second(fetch_one(server, fixture));
    CHECK(second.line() == "waiting\n");
    CHECK(has(first.line(), "\"was_there\": false"));
    const auto found = second.line();
    CHECK(has(found, "\"was_there\": true"));
    CHECK(has(found, hash_of(content)));
    CHECK(server.requests().size() == 1);
}

TEST_CASE("whoever waits goes on where a killed process ended", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(2'000'000);
    Holding holding(content, 1'000'000);
    const HttpServer server(std::ref(holding));
    Process first(fetch_one(server, fixture));
    await_state(fixture.folder / "models/file.part.state", "missing 1000000 2000000\n");
    const Process second(fetch_one(server, fixture));
    CHECK(second.line() == "waiting\n");
    holding.is_good = true;
    first.kill();
    CHECK(has(second.line(), "\"was_there\": false"));
    CHECK(fixture.bytes() == *content);
    CHECK(server.requests().back().field("range") == "bytes=1000000-1999999");
}

}  // namespace edgebench::fetch

// Downloads from servers that do as they are asked.

#include "host/fetch/part_state.hpp"
#include "tests/host/fetch/fetch_fixture.hpp"

#include <algorithm>

namespace edgebench::fetch {
namespace {

HttpServer::Handler serving(Content content, std::string etag = k_etag) {
    return [content = std::move(content), etag = std::move(etag)](const HttpRequest& request) {
        return good_answer(request, content, etag);
    };
}

// Too little of each answer to ever come to the end.
HttpServer::Handler cut_while(const bool& is_cut, Content content) {
    return [&is_cut, content = std::move(content)](const HttpRequest& request) {
        auto answer = good_answer(request, content, k_etag);
        if (is_cut) answer.sent_bytes = 5'000;
        if (is_cut) answer.ending = Ending::cut;
        return answer;
    };
}

std::string state_text(const Fixture& fixture) {
    return test::read_text(fixture.folder / "models/file.part.state");
}

}  // namespace

TEST_CASE("a file arrives whole, with both of its hashes", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(3'000'000);
    const HttpServer server(serving(content));
    const auto result = download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(result.size_bytes == 3'000'000);
    CHECK(result.sha256 == hash_of(content));
    CHECK(result.xxh3_128.size() == 32);
    CHECK(!result.was_there);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("nothing but the file is left in the folder", "[fetch]") {
    const Fixture fixture;
    const HttpServer server(serving(random_content(1000)));
    download(fixture.request(server), {}, {}, fixture.limits);
    const std::filesystem::directory_iterator files(fixture.folder / "models");
    CHECK(std::distance(begin(files), end(files)) == 1);
}

TEST_CASE("several connections fetch pieces of one file", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1'234'567);
    const HttpServer server(serving(content));
    const auto result = download(fixture.request(server, 4), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(result.sha256 == hash_of(content));
    CHECK(server.requests().size() == 13);
    CHECK(server.sent_bytes() == content->size());
}

TEST_CASE("pieces are asked for by the entity tag of the first", "[fetch]") {
    const Fixture fixture;
    const HttpServer server(serving(random_content(250'000)));
    download(fixture.request(server, 2), {}, {}, fixture.limits);
    const auto requests = server.requests();
    REQUIRE(requests.size() == 3);
    CHECK(requests[0].field("range") == "bytes=0-99999");
    CHECK(requests[0].field("if-range").empty());
    for (const auto& request : {requests[1], requests[2]}) {
        CHECK(request.field("if-range") == k_etag);
    }
}

TEST_CASE("an empty file is a file", "[fetch]") {
    const Fixture fixture;
    const HttpServer server(serving(random_content(0)));
    CHECK(download(fixture.request(server, 4), {}, {}, fixture.limits).size_bytes == 0);
    CHECK(fixture.has_target());
}

TEST_CASE("a server that ignores ranges has one connection", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1'000'000);
    const HttpServer server(
        [&](const HttpRequest&) { return good_answer(HttpRequest{}, content, k_etag); });
    download(fixture.request(server, 4), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("without entity tag and hash a file is not pieced together", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1'000'000);
    const HttpServer server(serving(content, ""));
    download(fixture.request(server, 4), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(server.requests().back().field("range") == "bytes=0-");
}

TEST_CASE("a known hash is enough to piece a file together", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1'000'000);
    const HttpServer server(serving(content, ""));
    auto request = fixture.request(server, 4);
    request.sha256 = hash_of(content);
    download(request, {}, {}, fixture.limits);
    CHECK(server.requests().size() == 10);
}

TEST_CASE("a cancelled download is continued by the next one", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(2'000'000);
    bool is_slow = true;
    const HttpServer server([&](const HttpRequest& request) {
        auto answer = good_answer(request, content, k_etag);
        if (is_slow) answer.sent_bytes = 1'500'000;
        if (is_slow) answer.ending = Ending::fall_silent;
        return answer;
    });
    std::stop_source stop;
    const auto stop_late = [&](const DownloadProgress& progress) {
        if (progress.bytes_done == 1'500'000) stop.request_stop();
    };
    CHECK_THROWS_WITH(download(fixture.request(server), stop_late, stop.get_token(), {}),
                      Catch::Contains("cancelled") && Catch::Contains("continues there"));
    CHECK(!fixture.has_target());
    CHECK(state_text(fixture).find("missing 1500000 2000000\n") != std::string::npos);
    is_slow = false;
    const auto result = download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(result.sha256 == hash_of(content));
    CHECK(server.requests().back().field("range") == "bytes=1500000-1999999");
    CHECK(server.requests().back().field("if-range") == k_etag);
}

TEST_CASE("a file that changed on the server is not joined to its old part", "[fetch]") {
    for (const int connections : {1, 3}) {
        const Fixture fixture;
        auto content = random_content(800'000);
        std::string etag = k_etag;
        bool is_cut = true;
        const HttpServer server([&](const HttpRequest& request) {
            auto answer = good_answer(request, content, etag);
            if (is_cut) answer.sent_bytes = 5'000;
            if (is_cut) answer.ending = Ending::cut;
            return answer;
        });
        failure_of(fixture.request(server, connections), fixture.limits);
        REQUIRE(fixture.has_part());
        content = random_content(800'000, 2);
        etag = "\"two\"";
        is_cut = false;
        const auto result = download(fixture.request(server, connections), {}, {}, fixture.limits);
        CHECK(fixture.bytes() == *content);
        CHECK(result.sha256 == hash_of(content));
    }
}

TEST_CASE("a damaged part is found by the hash and fetched again", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(800'000);
    bool is_cut = true;
    const HttpServer server(cut_while(is_cut, content));
    auto request = fixture.request(server);
    request.sha256 = hash_of(content);
    failure_of(request, fixture.limits);
    std::fstream(fixture.folder / "models/file.part", std::ios::in | std::ios::out) << "damage";
    is_cut = false;
    download(request, {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
}

TEST_CASE("a part from before the machine was started needs a hash", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(800'000);
    bool is_cut = true;
    const HttpServer server(cut_while(is_cut, content));
    failure_of(fixture.request(server), fixture.limits);
    auto state = parse_part_state(state_text(fixture));
    REQUIRE(state);
    state->boot_id = "another";
    fixture.folder.write("models/file.part.state", to_text(*state));
    is_cut = false;
    download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(server.requests().back().field("range") == "bytes=0-");
}

TEST_CASE("a file that is there is hashed and not asked for", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1000);
    fixture.folder.write("models/file", *content);
    const HttpServer server(serving(content));
    auto request = fixture.request(server);
    request.sha256 = hash_of(content);
    const auto result = download(request, {}, {}, fixture.limits);
    CHECK(result.was_there);
    CHECK(result.sha256 == hash_of(content));
    CHECK(server.requests().empty());
    CHECK(!fixture.has_part());
}

TEST_CASE("another file under the final name is kept and refused", "[fetch]") {
    const Fixture fixture;
    fixture.folder.write("models/file", "mine");
    const HttpServer server(serving(random_content(1000)));
    auto request = fixture.request(server);
    request.size_bytes = 1000;
    CHECK(failure_of(request, fixture.limits).code() == ErrorCode::integrity);
    request.size_bytes.reset();
    request.sha256 = hash_of(random_content(1000));
    CHECK(failure_of(request, fixture.limits).hint().find("Move it away") == 0);
    CHECK(fixture.bytes() == "mine");
}

TEST_CASE("progress tells the bytes, and ends within the total", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(400'000);
    const HttpServer server([&](const HttpRequest& request) {
        auto answer = good_answer(request, content, k_etag);
        answer.bytes_per_s = 800'000;
        return answer;
    });
    std::vector<std::int64_t> seen;
    download(
        fixture.request(server),
        [&](const DownloadProgress& progress) {
            CHECK(progress.bytes_total == 400'000);
            if (progress.stage == Stage::downloading) seen.push_back(progress.bytes_done);
        },
        {}, fixture.limits);
    REQUIRE(!seen.empty());
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() <= 400'000);
}

}  // namespace edgebench::fetch

// Downloads from servers and disks that misbehave.

#include "tests/host/fetch/fetch_fixture.hpp"

#include <sys/resource.h>

#include <csignal>

namespace edgebench::fetch {
namespace {

using Catch::Contains;

// Answers the first requests by `bad`, the later ones well.
class Recovering {
  public:
    Recovering(Content content, int bad_answers, HttpServer::Handler bad)
        : content_(std::move(content)), left_(bad_answers), bad_(std::move(bad)) {}
    HttpAnswer operator()(const HttpRequest& request) {
        return left_-- > 0 ? bad_(request) : good_answer(request, content_, k_etag);
    }

  private:
    Content content_;
    int left_;
    HttpServer::Handler bad_;
};

HttpServer::Handler cut_after(Content content, std::size_t bytes) {
    return [content = std::move(content), bytes](const HttpRequest& request) {
        auto answer = good_answer(request, content, k_etag);
        answer.sent_bytes = bytes;
        answer.ending = Ending::cut;
        return answer;
    };
}

// Files of this process cannot grow beyond `bytes`.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const ::rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    ::rlimit before_{};
    void (*handler_)(int);
};

}  // namespace

TEST_CASE("a cut answer is continued where it ended", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(300'000);
    const HttpServer server(Recovering(content, 3, cut_after(content, 70'000)));
    download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    const auto requests = server.requests();
    REQUIRE(requests.size() == 4);
    CHECK(requests[3].field("range") == "bytes=210000-299999");
}

TEST_CASE("cut pieces of several connections come together", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(900'000);
    const HttpServer server(Recovering(content, 7, cut_after(content, 30'000)));
    const auto result = download(fixture.request(server, 3), {}, {}, fixture.limits);
    CHECK(result.sha256 == hash_of(content));
    CHECK(fixture.bytes() == *content);
}

TEST_CASE("a cut file without entity tag begins anew", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(300'000);
    int answers = 0;
    const HttpServer server([&](const HttpRequest& request) {
        auto answer = good_answer(request, content);
        if (++answers == 1) answer.sent_bytes = 70'000;
        if (answers == 1) answer.ending = Ending::cut;
        return answer;
    });
    download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(server.requests().back().field("range") == "bytes=0-");
}

TEST_CASE("a silent connection is given up and the rest asked for again", "[fetch]") {
    Fixture fixture;
    fixture.limits.silence = std::chrono::milliseconds(100);
    const auto content = random_content(300'000);
    const HttpServer server(Recovering(content, 1, [&](const HttpRequest& request) {
        auto answer = cut_after(content, 70'000)(request);
        answer.ending = Ending::fall_silent;
        return answer;
    }));
    download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(server.requests().back().field("range") == "bytes=70000-299999");
}

TEST_CASE("a server in trouble is asked again, and given up with the cause", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1000);
    for (const auto* status : {"429 Too Many Requests", "500 Error", "503 Unavailable"}) {
        std::filesystem::remove(fixture.target);
        const auto bad = [&](const HttpRequest&) { return plain_answer(status); };
        const HttpServer soon(Recovering(content, 3, bad));
        download(fixture.request(soon), {}, {}, fixture.limits);
        std::filesystem::remove(fixture.target);
        const HttpServer never(bad);
        const auto error = failure_of(fixture.request(never), fixture.limits);
        CHECK(error.code() == ErrorCode::download);
        CHECK_THAT(error.message(), Contains(never.url()) &&
                                        Contains(std::string(status).substr(0, 3)) &&
                                        Contains("6 tries"));
        CHECK(never.requests().size() == 6);
    }
}

TEST_CASE("the pause that a server asks for is kept, and told", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) {
        auto answer = plain_answer("429 Too Many Requests");
        answer.fields.emplace_back("Retry-After", "2");
        return answer;
    });
    std::stop_source stop;
    std::string note;
    const auto stop_at_once = [&](const DownloadProgress& progress) {
        if (progress.stage != Stage::retrying) return;
        note = progress.note;
        stop.request_stop();
    };
    CHECK_THROWS_WITH(
        download(fixture.request(server), stop_at_once, stop.get_token(), fixture.limits),
        Contains("cancelled"));
    CHECK_THAT(note, Contains("429") && Contains("trying again in 2.0 s"));
    CHECK(server.requests().size() == 1);
}

TEST_CASE("a pause that is too long to wait for is told", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) {
        auto answer = plain_answer("429 Too Many Requests");
        answer.fields.emplace_back("Retry-After", "3600");
        return answer;
    });
    const auto error = failure_of(fixture.request(server), fixture.limits);
    CHECK_THAT(error.message(), Contains("asks to wait for 3600.0 s"));
}

TEST_CASE("a server that nobody reaches is told at once", "[fetch]") {
    const Fixture fixture;
    auto request = fixture.request(HttpServer([](const HttpRequest&) { return HttpAnswer{}; }));
    const auto error = failure_of(request, fixture.limits);
    CHECK(error.transient());
    CHECK_THAT(error.message(), Contains(request.url));
    CHECK_THAT(error.hint(), Contains("network"));
}

TEST_CASE("an answer with other bytes than asked for is refused", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1000);
    for (const auto* range : {"bytes 5-999/1000", "bytes 0-999/*", "bytes 9-5/1000", ""}) {
        const HttpServer server([&](const HttpRequest&) {
            auto answer = plain_answer("206 Partial Content", *content);
            if (*range != '\0') answer.fields.emplace_back("Content-Range", range);
            return answer;
        });
        const auto error = failure_of(fixture.request(server), fixture.limits);
        CHECK(error.code() == ErrorCode::download);
        CHECK(server.requests().size() == 1);
        CHECK(!fixture.has_target());
    }
}

TEST_CASE("a file of another size than the catalogue says is refused at once", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(50'000'000);
    const HttpServer server(
        [&](const HttpRequest& request) { return good_answer(request, content, k_etag); });
    auto request = fixture.request(server);
    request.size_bytes = 49'999'999;
    const auto error = failure_of(request, fixture.limits);
    CHECK(error.code() == ErrorCode::integrity);
    CHECK_THAT(error.message(), Contains("50000000") && Contains("49999999"));
    CHECK(server.requests().size() == 1);
    CHECK(server.sent_bytes() < content->size());
}

TEST_CASE("wrong bytes are neither used nor kept", "[fetch]") {
    for (const int connections : {1, 3}) {
        const Fixture fixture;
        const auto content = random_content(300'000);
        const HttpServer server(
            [&](const HttpRequest& request) { return good_answer(request, content, k_etag); });
        auto request = fixture.request(server, connections);
        request.sha256 = hash_of(random_content(300'000, 2));
        const auto error = failure_of(request, fixture.limits);
        CHECK(error.code() == ErrorCode::integrity);
        CHECK_THAT(error.message(), Contains(hash_of(content)) && Contains(*request.sha256));
        CHECK(server.sent_bytes() == content->size());
        CHECK(!fixture.has_target());
        CHECK(!fixture.has_part());
    }
}

TEST_CASE("a whole answer instead of the rest begins anew, a few times", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(3'000'000);
    int answers = 0;
    const HttpServer server([&](const HttpRequest&) {
        auto answer = good_answer(HttpRequest{}, content, k_etag);
        if (++answers == 2) return answer;
        answer.sent_bytes = 2'000'000;
        answer.ending = Ending::cut;
        return answer;
    });
    download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    std::filesystem::remove(fixture.target);
    CHECK_THAT(failure_of(fixture.request(server), fixture.limits).message(),
               Contains("whole file again"));
}

TEST_CASE("an encoded file is refused", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest& request) {
        CHECK(request.field("accept-encoding") == "identity");
        auto answer = good_answer(request, random_content(1000), k_etag);
        answer.fields.emplace_back("Content-Encoding", "gzip");
        return answer;
    });
    CHECK_THAT(failure_of(fixture.request(server), fixture.limits).message(), Contains("gzip"));
}

TEST_CASE("a file without a length needs one from the catalogue", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(100'000);
    bool is_cut = false;
    const HttpServer server([&](const HttpRequest&) {
        auto answer = plain_answer("200 OK", *content);
        answer.has_length = false;
        answer.ending = Ending::cut;
        if (is_cut) answer.sent_bytes = 40'000;
        return answer;
    });
    auto request = fixture.request(server);
    CHECK_THAT(failure_of(request, fixture.limits).message(), Contains("how long the file is"));
    request.size_bytes = 99'000;
    CHECK_THAT(failure_of(request, fixture.limits).message(), Contains("more bytes"));
    request.size_bytes = 100'000;
    download(request, {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    std::filesystem::remove(fixture.target);
    is_cut = true;
    failure_of(request, fixture.limits);
    CHECK(!fixture.has_target());
}

TEST_CASE("a file that the disk has no room for is not begun", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) {
        auto answer = plain_answer("206 Partial Content", "x");
        answer.fields.emplace_back("Content-Range", "bytes 0-0/900000000000000000");
        return answer;
    });
    const auto error = failure_of(fixture.request(server), fixture.limits);
    CHECK(error.code() == ErrorCode::host);
    CHECK_THAT(error.message(), Contains("858306884766 MiB") && Contains("are free in"));
    CHECK_THAT(error.hint(), Contains("Free some space"));
}

TEST_CASE("a disk that takes no more ends the download and keeps the part", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(2'000'000);
    const HttpServer server(
        [&](const HttpRequest& request) { return good_answer(request, content, k_etag); });
    {
        const FileSizeLimit limit(1'000'000);
        const auto error = failure_of(fixture.request(server), fixture.limits);
        CHECK(error.code() == ErrorCode::host);
        CHECK_THAT(error.message(), Contains("cannot write") && Contains("file.part"));
        CHECK(fixture.has_part());
    }
    download(fixture.request(server), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK_THAT(server.requests().back().field("range"), !Contains("=0-"));
}

TEST_CASE("a folder that cannot be written is named", "[fetch]") {
    const Fixture fixture;
    fixture.folder.write("models", "a file");
    const HttpServer server([](const HttpRequest&) { return HttpAnswer{}; });
    const auto error = failure_of(fixture.request(server), fixture.limits);
    CHECK_THAT(error.message(), Contains("models/file.part") && Contains("Not a directory"));
}

}  // namespace edgebench::fetch

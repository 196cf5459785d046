// Redirects, tokens, licences, proxies and what a Hub announces.

#include "tests/host/fetch/fetch_fixture.hpp"

namespace edgebench::fetch {
namespace {

using Catch::Contains;

HttpAnswer redirect_to(const std::string& url) {
    auto answer = plain_answer("302 Found", "this way");
    answer.fields.emplace_back("Location", url);
    return answer;
}

// As Hugging Face redirects to where its large files are.
HttpAnswer hub_redirect(const std::string& url, const std::string& sha256, std::size_t size) {
    auto answer = redirect_to(url);
    answer.fields.emplace_back("X-Repo-Commit", std::string(40, 'c'));
    answer.fields.emplace_back("X-Linked-Size", std::to_string(size));
    answer.fields.emplace_back("X-Linked-ETag", '"' + sha256 + '"');
    answer.fields.emplace_back("ETag", "\"0123\"");
    return answer;
}

struct Hub {
    Content content = random_content(300'000);
    std::string announced = hash_of(content);
    HttpServer store{
        [this](const HttpRequest& request) { return good_answer(request, content, k_etag); }};
    HttpServer front{[this](const HttpRequest&) {
        return hub_redirect(store.url("/blob?signature=secret"), announced, content->size());
    }};
};

DownloadRequest gated(const Fixture& fixture, const HttpServer& server) {
    auto request = fixture.request(server);
    request.url = server.url("/google/gemma/resolve/main/model.gguf");
    return request;
}

}  // namespace

TEST_CASE("what a Hub announces is compared and returned", "[fetch]") {
    const Fixture fixture;
    const Hub hub;
    const auto result = download(fixture.request(hub.front, 2), {}, {}, fixture.limits);
    CHECK(result.announced_sha256 == hash_of(hub.content));
    CHECK(result.commit == std::string(40, 'c'));
    CHECK(fixture.bytes() == *hub.content);
}

TEST_CASE("bytes that are not what the Hub announces are refused", "[fetch]") {
    const Fixture fixture;
    Hub hub;
    hub.announced = std::string(64, 'a');
    const auto error = failure_of(fixture.request(hub.front), fixture.limits);
    CHECK(error.code() == ErrorCode::integrity);
    CHECK_THAT(error.message(), Contains(hub.announced) && !Contains("secret"));
    CHECK(!fixture.has_part());
}

TEST_CASE("a Hub that announces another file than the catalogue's is not downloaded from",
          "[fetch]") {
    const Fixture fixture;
    const Hub hub;
    auto request = fixture.request(hub.front);
    request.sha256 = std::string(64, 'b');
    const auto error = failure_of(request, fixture.limits);
    CHECK(error.code() == ErrorCode::integrity);
    CHECK_THAT(error.message(), Contains("announces"));
    CHECK(hub.front.requests().size() == 1);
}

TEST_CASE("the token goes to the host of the URL only", "[fetch]") {
    const Fixture fixture;
    const Hub hub;
    auto request = fixture.request(hub.front);
    request.bearer_token = "hf_secret";
    download(request, {}, {}, fixture.limits);
    CHECK(hub.front.requests().at(0).field("authorization") == "Bearer hf_secret");
    CHECK(hub.store.requests().at(0).field("authorization").empty());
}

TEST_CASE("a redirect that goes in circles ends", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) { return redirect_to("/file"); });
    const auto error = failure_of(fixture.request(server), fixture.limits);
    CHECK(!error.transient());
    CHECK_THAT(error.message(), Contains("redirect"));
    CHECK(server.requests().size() == 9);
}

TEST_CASE("a redirect leaves HTTP for nothing else", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) { return redirect_to("file:///etc/passwd"); });
    CHECK(!failure_of(fixture.request(server), fixture.limits).transient());
    auto request = fixture.request(server);
    request.url = "file:///etc/passwd";
    CHECK(!failure_of(request, fixture.limits).transient());
}

TEST_CASE("a licence to accept is explained", "[fetch]") {
    const Fixture fixture;
    for (const auto* status : {"401 Unauthorized", "403 Forbidden"}) {
        const HttpServer server([&](const HttpRequest&) {
            auto answer = plain_answer(status);
            answer.fields.emplace_back("X-Error-Code", "GatedRepo");
            return answer;
        });
        const auto error = failure_of(gated(fixture, server), fixture.limits);
        CHECK_THAT(error.message(), Contains(std::string(status).substr(0, 3)));
        CHECK_THAT(error.hint(),
                   Contains("accept it on " + server.url("/google/gemma")) && Contains("HF_TOKEN"));
        CHECK(server.requests().size() == 1);
    }
}

TEST_CASE("a token without the right is told apart from none", "[fetch]") {
    const Fixture fixture;
    std::string status = "401 Unauthorized";
    const HttpServer server([&](const HttpRequest&) { return plain_answer(status); });
    auto request = gated(fixture, server);
    request.bearer_token = "hf_old";
    CHECK_THAT(failure_of(request, fixture.limits).hint(), Contains("is not accepted"));
    status = "403 Forbidden";
    CHECK_THAT(failure_of(request, fixture.limits).hint(), Contains("Accept the licence on"));
}

TEST_CASE("a repository that does not exist is no licence to accept", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) {
        auto answer = plain_answer("401 Unauthorized");
        answer.fields.emplace_back("X-Error-Code", "RepoNotFound");
        return answer;
    });
    CHECK_THAT(failure_of(gated(fixture, server), fixture.limits).hint(),
               Contains("no such repository"));
}

TEST_CASE("a missing file is told at once", "[fetch]") {
    const Fixture fixture;
    const HttpServer server([](const HttpRequest&) { return plain_answer("404 Not Found"); });
    const auto error = failure_of(fixture.request(server), fixture.limits);
    CHECK_THAT(error.message(), Contains("404") && Contains("no such file"));
    CHECK_THAT(error.hint(), Contains("revision"));
    CHECK(server.requests().size() == 1);
}

TEST_CASE("a signed address that has expired is asked for anew", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1000);
    int answers = 0;
    const HttpServer store([&](const HttpRequest& request) {
        return ++answers == 1 ? plain_answer("403 Forbidden")
                              : good_answer(request, content, k_etag);
    });
    const HttpServer front([&](const HttpRequest&) { return redirect_to(store.url()); });
    download(fixture.request(front), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == *content);
    CHECK(front.requests().size() == 2);
}

TEST_CASE("the proxy of the environment is used", "[fetch]") {
    const Fixture fixture;
    const auto content = random_content(1000);
    const HttpServer proxy(
        [&](const HttpRequest& request) { return good_answer(request, content, k_etag); });
    auto request = fixture.request(proxy);
    request.url = "http://models.invalid/file";
    ::setenv("no_proxy", "", 1);
    ::setenv("http_proxy", proxy.url("").c_str(), 1);
    download(request, {}, {}, fixture.limits);
    ::unsetenv("http_proxy");
    CHECK(proxy.requests().at(0).target == "http://models.invalid/file");
    CHECK(fixture.bytes() == *content);
}

}  // namespace edgebench::fetch

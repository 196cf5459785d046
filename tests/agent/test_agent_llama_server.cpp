#include "agent/async.hpp"
#include "agent/llama_server.hpp"
#include "agent/log_tail.hpp"
#include "agent/trial_runner.hpp"
#include "tests/agent/stub_http_server.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace edgebench::agent {
namespace {

namespace asio = boost::asio;
using test::chunk;
using test::StubAnswer;
using test::StubHttpServer;
using test::TempDir;

// An "engine" whose process is a script and whose HTTP side is a stub in the test.
class FakeLlama {
  public:
    FakeLlama(asio::any_io_executor executor, const std::string& script,
              StubHttpServer::Handler handler)
        : http_(executor, std::move(handler)), server_(executor, setup(), roots()) {
        const auto program = folder_.write("engines/e1/server", "#!/bin/sh\n" + script);
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        std::filesystem::create_directories(folder_ / "scratch");
    }

    LlamaServer& server() { return server_; }
    const TempDir& folder() const { return folder_; }

  private:
    EngineSetup setup() const {
        EngineSetup setup;
        setup.engine_id = "e1";
        setup.executable = "server";
        setup.model_sha256 = "m1";
        setup.environment = {{"STUB_PORT", std::to_string(http_.port())}};
        return setup;
    }
    EngineRoots roots() const {
        return {folder_ / "engines", folder_ / "blobs", folder_ / "scratch"};
    }

    TempDir folder_;
    StubHttpServer http_;
    LlamaServer server_;
};

constexpr const char* k_listens =
    "echo \"0.00.1 I srv llama_server: listening on http://127.0.0.1:$STUB_PORT\"\n"
    "exec sleep 60\n";

std::string event(const std::string& content, int tokens, const std::string& more = "") {
    return "data: {\"content\":\"" + content + "\",\"stop\":" + (more.empty() ? "false" : "true") +
           ",\"tokens_predicted\":" + std::to_string(tokens) + more + "}\n\n";
}

// Healthy, and answers a request with these events.
StubHttpServer::Handler answering(std::vector<std::string> events, bool close = true) {
    return [events, close](const std::string& request) {
        StubAnswer answer;
        answer.close = close;
        if (request.starts_with("GET /health")) {
            answer.pieces = {test::plain_answer("200 OK", "{\"status\":\"ok\"}")};
            answer.close = true;
            return answer;
        }
        answer.pieces.push_back(test::k_stream_head);
        for (const auto& text : events) answer.pieces.push_back(chunk(text));
        return answer;
    };
}

// Runs `use` with an engine that follows the script.
template <class Use>
void with_engine(const std::string& script, StubHttpServer::Handler handler, Use use) {
    const auto body = [&]() -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        FakeLlama llama(executor, script, handler);
        co_await use(llama);
    };
    test::run_coroutine(body());
}

asio::awaitable<std::vector<Progress>> generate(LlamaServer& server) {
    const PromptInput prompt{.text = "Hello", .tokens = {}};
    TrialSpec spec;
    spec.output_tokens = 3;
    const auto generation = co_await server.open(prompt, spec);
    co_await generation->begin();
    std::vector<Progress> all;
    do {
        auto progress = co_await generation->next();
        all.push_back(std::move(progress));
    } while (!all.back().last);
    co_return all;
}

}  // namespace

TEST_CASE("the command line has the model's path and closes the server to others", "[agent]") {
    EngineSetup setup;
    setup.engine_id = "e1";
    setup.executable = "bin/llama-server";
    setup.arguments = {"-m", "{model}", "-t", "1"};
    setup.model_sha256 = "m1";
    setup.environment = {{"ADSP", "{engine}/dsp"}};
    const EngineRoots roots{"/e", "/b", "/s"};
    CHECK(llama_command(setup, roots, "/s/key") ==
          std::vector<std::string>{"/e/e1/bin/llama-server", "-m", "/b/m1", "-t", "1", "--host",
                                   "127.0.0.1", "--port", "0", "-np", "1", "--no-ui", "--timeout",
                                   "90000", "-lv", "4", "--api-key-file", "/s/key"});
    const std::map<std::string, std::string> environment{{"LD_LIBRARY_PATH", "/e/e1"},
                                                         {"ADSP", "/e/e1/dsp"}};
    CHECK(llama_environment(setup, roots) == environment);
}

TEST_CASE("the port is read from the log", "[agent]") {
    CHECK(listening_port("0.00.520.351 I srv  llama_server: listening on "
                         "http://127.0.0.1:41325") == 41325);
    CHECK(listening_port("main: server is listening on http://127.0.0.1:80 - starting") == 80);
    CHECK_FALSE(listening_port("listening on http://127.0.0.1:"));
    CHECK_FALSE(listening_port("listening on http://127.0.0.1:99999"));
    CHECK_FALSE(listening_port("model loaded"));
}

TEST_CASE("a request asks for exactly what the trial says", "[agent]") {
    TrialSpec spec;
    spec.output_tokens = 7;
    spec.exact_output = true;
    spec.seed = 42;
    CHECK(completion_body({"Hi \xff", {}}, spec) ==
          "{\"cache_prompt\":false,\"ignore_eos\":true,\"n_predict\":7,\"prompt\":\"Hi \xEF\xBF"
          "\xBD\",\"samplers\":[\"top_k\"],\"seed\":42,\"stream\":true,\"temperature\":0.0,"
          "\"top_k\":1}");
    spec.temperature = 0.5;
    spec.exact_output = false;
    CHECK(completion_body({"", {5, 6}}, spec) ==
          "{\"cache_prompt\":false,\"ignore_eos\":false,\"n_predict\":7,\"prompt\":[5,6],"
          "\"seed\":42,\"stream\":true,\"temperature\":0.5}");
}

TEST_CASE("events that are not those of a completion are errors of the engine", "[agent]") {
    CHECK_THROWS_WITH(parse_progress(DeviceTime(1), "no"),
                      "the engine sent an event that is not JSON");
    CHECK_THROWS_WITH(parse_progress(DeviceTime(1), R"({"error":{"code":500,"message":"boom"}})"),
                      "the engine reported: boom");
    CHECK(error_message("plain") == "plain");
    CHECK(error_message(R"({"error":{"message":"bad key"}})") == "bad key");
    CHECK(error_message(R"({"error":"text"})") == "\"text\"");
    const Progress odd = parse_progress(DeviceTime(1), R"({"content":7,"tokens_predicted":"x"})");
    CHECK(odd.text.empty());
    CHECK(odd.tokens == 0);
}

TEST_CASE("an answer that filled the context did not reach its limit", "[agent]") {
    const auto reason = [](const char* event) {
        return parse_progress(DeviceTime(1), event).finish_reason;
    };
    CHECK(reason(R"({"stop":true,"stop_type":"limit","truncated":false})") == "limit");
    CHECK(reason(R"({"stop":true,"stop_type":"limit"})") == "limit");
    CHECK(reason(R"({"stop":true,"stop_type":"limit","truncated":true})") == "context");
}

TEST_CASE("a log keeps its last 64 lines and cuts long ones", "[agent]") {
    std::vector<std::string> seen;
    LogTail log([&](std::string_view line) { seen.emplace_back(line); });
    log.feed("first\nsec");
    log.feed("ond\nunfinished");
    CHECK(seen == std::vector<std::string>{"first", "second"});
    CHECK(log.text() == "first\nsecond\nunfinished");
    for (int i = 0; i < 100; ++i) log.feed("\n" + std::string(2000, 'x'));
    CHECK(log.text().size() < 65 * 501);
    CHECK(log.text().find("first") == std::string::npos);
}

TEST_CASE("an engine starts, answers and is stopped", "[agent]") {
    const std::vector events{
        event("A", 1), event("B", 3),
        event("", 3,
              R"(,"stop_type":"limit","timings":{"prompt_n":2,"prompt_ms":5.5,)"
              R"("predicted_n":3,"predicted_ms":9})")};
    with_engine(k_listens, answering(events), [](FakeLlama& llama) -> asio::awaitable<void> {
        auto& server = llama.server();
        co_await server.start();
        CHECK(server.state().pid);
        CHECK(std::filesystem::is_empty(llama.folder() / "scratch"));
        const auto all = co_await generate(server);
        REQUIRE(all.size() == 3);
        CHECK(all[0].text + all[1].text == "AB");
        CHECK(all[1].tokens == 3);
        CHECK(all[2].finish_reason == "limit");
        CHECK(all[2].timings.prompt_tokens == 2);
        CHECK(all[2].timings.prompt_ms == 5.5);
        CHECK(all[2].timings.output_tokens == 3);
        CHECK(all[2].timings.output_ms == 9);
        co_await server.stop();
        CHECK_FALSE(server.state().pid);
        CHECK(server.state().ended == "was killed by signal 15 (SIGTERM)");
        CHECK(server.state().log.find("listening") != std::string::npos);
    });
}

TEST_CASE("an engine that dies while it loads says how", "[agent]") {
    with_engine("echo 'error: unknown model architecture'; exit 1", answering({}),
                [](FakeLlama& llama) -> asio::awaitable<void> {
                    auto starting = captured(llama.server().start());
                    const auto failure = co_await std::move(starting);
                    REQUIRE(failure);
                    CHECK_THROWS_WITH(std::rethrow_exception(failure),
                                      "the engine exited with code 1 before it was ready");
                    CHECK(llama.server().state().log == "error: unknown model architecture\n");
                });
}

TEST_CASE("an engine that is not there cannot be started", "[agent]") {
    with_engine(k_listens, answering({}), [](FakeLlama& llama) -> asio::awaitable<void> {
        std::filesystem::remove(llama.folder() / "engines/e1/server");
        auto starting = captured(llama.server().start());
        const auto failure = co_await std::move(starting);
        REQUIRE(failure);
        CHECK_THROWS_WITH(
            std::rethrow_exception(failure),
            Catch::StartsWith("cannot start '") && Catch::EndsWith("No such file or directory"));
    });
}

TEST_CASE("a cold trial whose engine is not there fails with the reason", "[agent]") {
    const TempDir folder;
    for (const char* name : {"engines", "blobs", "scratch"}) {
        std::filesystem::create_directories(folder / name);
    }
    const auto trying = [&]() -> asio::awaitable<TrialEnd> {
        const auto executor = co_await asio::this_coro::executor;
        const RunnerRoots roots{folder / "engines", folder / "blobs", folder / "scratch",
                                folder / "sys"};
        TrialRunner runner(executor, roots, [](const Event&) {});
        Policy policy;
        policy.idle_before = Seconds(0.01);
        EngineSetup setup;
        setup.engine_id = "e1";
        setup.executable = "server";
        const PromptInput prompt{.text = "Hello", .tokens = {}};
        TrialSpec spec;
        spec.cold = true;
        const TrialOrder order{&policy, &setup, &prompt, &spec, "uuid"};
        co_await runner.prepare(order);
        co_return co_await runner.run(order);
    };
    const TrialEnd end = test::run_coroutine(trying());
    CHECK(end.outcome == Outcome::failed);
    CHECK_THAT(end.reason, Catch::StartsWith("cannot start '") &&
                               Catch::EndsWith("engines/e1/server': No such file or directory"));
}

TEST_CASE("a refused request and a broken answer are errors of the engine", "[agent]") {
    const auto refusing = [](const std::string& request) {
        if (request.starts_with("GET")) return StubAnswer{{test::plain_answer("200 OK", "")}};
        return StubAnswer{
            {test::plain_answer("400 Bad Request", R"({"error":{"message":"too long"}})")}};
    };
    const auto failing_with = [](std::string message) {
        return [message](FakeLlama& llama) -> asio::awaitable<void> {
            co_await llama.server().start();
            const auto use = [](LlamaServer& server) -> asio::awaitable<void> {
                co_await generate(server);
            };
            auto using_it = captured(use(llama.server()));
            const auto failure = co_await std::move(using_it);
            REQUIRE(failure);
            CHECK_THROWS_WITH(std::rethrow_exception(failure), Catch::StartsWith(message));
        };
    };
    const auto refused = failing_with("the engine refused the request (HTTP 400): too long");
    with_engine(k_listens, refusing, refused);
    const auto broken = failing_with("the engine closed the connection");
    with_engine(k_listens, answering({event("A", 1)}), broken);
}

TEST_CASE("an engine that ignores SIGTERM is killed", "[agent]") {
    const std::string stubborn =
        "trap '' TERM\n"
        "echo \"listening on http://127.0.0.1:$STUB_PORT\"\n"
        "while :; do sleep 0.1; done\n";
    with_engine(stubborn, answering({}), [](FakeLlama& llama) -> asio::awaitable<void> {
        co_await llama.server().start();
        co_await llama.server().stop();
        CHECK(llama.server().state().ended == "was killed by signal 9 (SIGKILL)");
    });
}

}  // namespace edgebench::agent

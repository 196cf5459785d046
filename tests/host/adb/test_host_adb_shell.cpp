#include "host/adb/shell.hpp"
#include "tests/support/fake_adb_server.hpp"
#include "tests/support/run_coroutine.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;
using test::FakeAdbPeer;
using test::FakeAdbServer;

namespace {

std::string packet(char id, const std::string& data) {
    return std::string(1, id) + test::little_endian(static_cast<std::uint32_t>(data.size())) + data;
}

std::optional<ShellResult> decode(const std::string& bytes, std::size_t piece) {
    ShellDecoder decoder;
    const auto all = std::as_bytes(std::span(bytes));
    for (std::size_t at = 0; at < all.size(); at += piece) {
        decoder.feed(all.subspan(at, std::min(piece, all.size() - at)));
    }
    return decoder.take_result();
}

// A server whose phone S1 answers one command by the script.
class OneCommand {
  public:
    explicit OneCommand(FakeAdbServer::Script script)
        : server_({[script = std::move(script)](FakeAdbPeer& peer) {
              peer.open("S1", "shell,v2,raw:id");
              script(peer);
          }}) {}

    DeviceHandle phone() const { return {ServerAddress::tcp("127.0.0.1", server_.port()), "S1"}; }

  private:
    FakeAdbServer server_;
};

}  // namespace

TEST_CASE("the decoder keeps the outputs apart, however the bytes are cut", "[host/adb]") {
    const std::string bytes = packet(1, "one ") + packet(2, "bad") + packet(1, "") +
                              packet(1, "two") + packet(9, "later version") + packet(3, "\x07") +
                              "rest";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, bytes.size()}) {
        const auto result = decode(bytes, piece);
        REQUIRE(result);
        CHECK(result->exit_code == 7);
        CHECK(result->out == "one two");
        CHECK(result->err == "bad");
    }
}

TEST_CASE("without the exit packet there is no result", "[host/adb]") {
    CHECK_FALSE(decode(packet(1, "text"), 100));
    CHECK_FALSE(decode(packet(3, ""), 100));
    CHECK_FALSE(decode("", 1));
}

TEST_CASE("an exit code above 127 is not negative", "[host/adb]") {
    CHECK(decode(packet(3, "\x89"), 100)->exit_code == 137);
}

TEST_CASE("output beyond the limit is an error, and a stated length reserves nothing",
          "[host/adb]") {
    ShellDecoder decoder(10);
    const std::string huge = std::string("\x01\xff\xff\xff\xff", 5) + "12345";
    decoder.feed(std::as_bytes(std::span(huge)));
    const std::string more = "123456";
    CHECK_THROWS_AS(decoder.feed(std::as_bytes(std::span(more))), Error);
}

TEST_CASE("a command's exit code and outputs come back", "[host/adb]") {
    const OneCommand command([](FakeAdbPeer& peer) {
        peer.send_shell(1, "uid=2000");
        peer.send_shell(2, "warning");
        peer.send_shell(3, "\x01");
    });
    const ShellResult result = test::run_coroutine(shell(command.phone(), "id"));
    CHECK(result.exit_code == 1);
    CHECK(result.out == "uid=2000");
    CHECK(result.err == "warning");
}

TEST_CASE("a command that must succeed gives its output or says why not", "[host/adb]") {
    const OneCommand good([](FakeAdbPeer& peer) {
        peer.send_shell(1, "uid=2000");
        peer.send_shell(3, std::string(1, '\0'));
    });
    CHECK(test::run_coroutine(shell_output(good.phone(), "id")) == "uid=2000");

    const OneCommand bad([](FakeAdbPeer& peer) {
        peer.send_shell(2, "id: No space left on device\n");
        peer.send_shell(3, "\x01");
    });
    try {
        test::run_coroutine(shell_output(bad.phone(), "id"));
        FAIL("succeeded");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::storage_full);
        CHECK(error.message() ==
              "phone S1, command 'id': exit code 1: id: No space left on device");
    }
}

TEST_CASE("a phone that goes away in the middle of a command is lost", "[host/adb]") {
    const OneCommand command([](FakeAdbPeer& peer) { peer.send_shell(1, "uid="); });
    CHECK_THROWS_WITH(test::run_coroutine(shell(command.phone(), "id")),
                      Catch::Contains("ended without an exit code"));
}

TEST_CASE("a command on a frozen phone costs its timeout", "[host/adb]") {
    const OneCommand command([](FakeAdbPeer& peer) { peer.hold(); });
    CHECK_THROWS_WITH(test::run_coroutine(shell(command.phone(), "id", 50ms)),
                      Catch::Contains("phone S1, command 'id'"));
}

TEST_CASE("a command that writes for ever costs its timeout too", "[host/adb]") {
    const OneCommand command([](FakeAdbPeer& peer) {
        try {
            for (;;) {
                peer.send_shell(1, "y\n");
            }
        } catch (const std::exception&) {
            // The client has hung up.
        }
    });
    const auto began = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(test::run_coroutine(shell(command.phone(), "id", 50ms)), Error);
    CHECK(std::chrono::steady_clock::now() - began < 3s);
}

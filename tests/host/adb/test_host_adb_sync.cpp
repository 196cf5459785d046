#include "host/adb/sync.hpp"
#include "tests/support/fake_adb_server.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;
using namespace edgebench::adb;
using namespace std::chrono_literals;
using test::FakeAdbPeer;
using test::FakeAdbServer;
using test::little_endian;

namespace {

// A server whose phone S1 has these features and answers one sync session by the script.
class SyncServer {
  public:
    SyncServer(std::string features, FakeAdbServer::Script script)
        : server_({[features](FakeAdbPeer& peer) {
                       peer.expect("host-serial:S1:features");
                       peer.okay();
                       peer.send_block(features);
                   },
                   [script = std::move(script)](FakeAdbPeer& peer) {
                       peer.open("S1", "sync:");
                       script(peer);
                   }}) {}

    DeviceHandle phone() const { return {ServerAddress::tcp("127.0.0.1", server_.port()), "S1"}; }
    std::string finish() { return server_.finish(); }

  private:
    FakeAdbServer server_;
};

// Reads a request with a path and throws unless it is this one.
void expect_sync(FakeAdbPeer& peer, const std::string& id, const std::string& path) {
    const std::string expected = id + little_endian(static_cast<std::uint32_t>(path.size())) + path;
    const std::string got = peer.read(expected.size());
    if (got != expected) {
        throw std::runtime_error("expected " + id + " " + path + ", got " + got);
    }
}

std::uint32_t number_in(const std::string& bytes) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[0])) |
           static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[1])) << 8 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[2])) << 16 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[3])) << 24;
}

// Takes the chunks of a push up to DONE, as a phone does; returns their content.
std::string take_push(FakeAdbPeer& peer) {
    std::string content;
    for (;;) {
        const std::string id = peer.read(4);
        const std::uint32_t number = number_in(peer.read(4));
        if (id == "DONE") {
            return content;
        }
        if (id != "DATA" || number > 65536) {
            throw std::runtime_error("unexpected " + id);
        }
        content += peer.read(number);
    }
}

std::string stat_v2(std::uint32_t error, std::uint32_t mode, std::uint64_t size) {
    const std::string zero(4, '\0');
    return "STA2" + little_endian(error) + std::string(16, '\0') + little_endian(mode) +
           std::string(12, '\0') + little_endian(static_cast<std::uint32_t>(size)) +
           little_endian(static_cast<std::uint32_t>(size >> 32)) + std::string(8, '\0') +
           little_endian(1700000000) + zero + std::string(8, '\0');
}

awaitable<std::optional<FileStat>> stat_once(DeviceHandle phone, std::string path) {
    Sync sync = co_await Sync::open(std::move(phone));
    const auto found = co_await sync.stat(std::move(path));
    co_return found;
}

awaitable<std::vector<DirectoryEntry>> list_once(DeviceHandle phone, std::string path) {
    Sync sync = co_await Sync::open(std::move(phone));
    const auto entries = co_await sync.list(std::move(path));
    co_return entries;
}

awaitable<void> push_once(DeviceHandle phone, std::string bytes, std::string path,
                          std::chrono::milliseconds timeout = k_sync_timeout) {
    Sync sync = co_await Sync::open(std::move(phone), timeout);
    const auto view = std::as_bytes(std::span(bytes));
    co_await sync.push_bytes(view, std::move(path), 0755);
}

awaitable<void> push_file_once(DeviceHandle phone, std::filesystem::path local, Progress progress) {
    Sync sync = co_await Sync::open(std::move(phone));
    co_await sync.push_file(std::move(local), "/d/f", 0644, std::move(progress));
}

awaitable<std::vector<std::byte>> pull_once(DeviceHandle phone, std::size_t limit) {
    Sync sync = co_await Sync::open(std::move(phone));
    const auto content = co_await sync.pull_bytes("/d/f", limit);
    co_return content;
}

awaitable<void> pull_file_once(DeviceHandle phone, std::filesystem::path local, Progress progress) {
    Sync sync = co_await Sync::open(std::move(phone));
    co_await sync.pull_file("/d/f", std::move(local), std::move(progress));
}

}  // namespace

TEST_CASE("a file's size of more than 4 GiB needs and uses version 2 of stat", "[host/adb]") {
    constexpr std::uint64_t k_size = 5'000'000'000;
    const SyncServer server("shell_v2,stat_v2", [](FakeAdbPeer& peer) {
        expect_sync(peer, "STA2", "/d/f");
        peer.send(stat_v2(0, 0100644, k_size));
    });
    const auto found = test::run_coroutine(stat_once(server.phone(), "/d/f"));
    REQUIRE(found);
    CHECK(found->size == k_size);
    CHECK(found->mode == 0100644);
    CHECK(found->mtime == 1700000000);
    CHECK_FALSE(found->is_directory());
}

TEST_CASE("a phone without stat_v2 is asked in version 1", "[host/adb]") {
    const SyncServer server("shell_v2", [](FakeAdbPeer& peer) {
        expect_sync(peer, "STAT", "/d");
        peer.send("STAT" + little_endian(0040755) + little_endian(4096) + little_endian(17));
    });
    const auto found = test::run_coroutine(stat_once(server.phone(), "/d"));
    REQUIRE(found);
    CHECK(found->is_directory());
    CHECK(found->size == 4096);
}

TEST_CASE("a missing file is nothing in both versions, and other reasons are errors",
          "[host/adb]") {
    const SyncServer v1("", [](FakeAdbPeer& peer) {
        expect_sync(peer, "STAT", "/x");
        peer.send("STAT" + std::string(12, '\0'));
    });
    CHECK_FALSE(test::run_coroutine(stat_once(v1.phone(), "/x")));
    const SyncServer v2("stat_v2", [](FakeAdbPeer& peer) {
        expect_sync(peer, "STA2", "/x");
        peer.send(stat_v2(2, 0, 0));
    });
    CHECK_FALSE(test::run_coroutine(stat_once(v2.phone(), "/x")));
    const SyncServer denied("stat_v2", [](FakeAdbPeer& peer) {
        expect_sync(peer, "STA2", "/x");
        peer.send(stat_v2(13, 0, 0));
    });
    CHECK_THROWS_WITH(test::run_coroutine(stat_once(denied.phone(), "/x")),
                      Catch::StartsWith("phone S1, stat /x: Permission denied"));
}

TEST_CASE("a folder is listed without its two dots", "[host/adb]") {
    const auto entry = [](const std::string& name) {
        return "DENT" + little_endian(0100644) + std::string(8, '\0') +
               little_endian(static_cast<std::uint32_t>(name.size())) + name;
    };
    const SyncServer server("", [&](FakeAdbPeer& peer) {
        expect_sync(peer, "LIST", "/d");
        peer.send(entry(".") + entry("..") + entry("a b") + "DONE" + std::string(16, '\0'));
    });
    const auto entries = test::run_coroutine(list_once(server.phone(), "/d"));
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].name == "a b");
    CHECK(entries[0].mode == 0100644);
}

TEST_CASE("a name of 4 GiB is refused before anything is reserved for it", "[host/adb]") {
    const SyncServer server("", [](FakeAdbPeer& peer) {
        expect_sync(peer, "LIST", "/d");
        peer.send("DENT" + std::string(12, '\0') + little_endian(0xffffffff));
        peer.hold();
    });
    CHECK_THROWS_WITH(test::run_coroutine(list_once(server.phone(), "/d")),
                      Catch::Contains("endless"));
}

TEST_CASE("pushed bytes arrive in chunks that a phone takes, with mode and end", "[host/adb]") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65536},
                                   std::size_t{16 * 65536}, std::size_t{3'000'001}}) {
        CAPTURE(size);
        std::string received;
        SyncServer server("stat_v2", [&](FakeAdbPeer& peer) {
            expect_sync(peer, "SEND", "/d/f,33261");  // 0100755
            received = take_push(peer);
            peer.send("OKAY" + little_endian(0));
        });
        std::string bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) {
            bytes[i] = static_cast<char>(i * 7 + i / 256);
        }
        test::run_coroutine(push_once(server.phone(), bytes, "/d/f"));
        CHECK(server.finish().empty());
        CHECK((received == bytes));
    }
}

TEST_CASE("a pushed file reports its progress up to its size", "[host/adb]") {
    const test::TempDir folder;
    const std::string content(2'500'000, 'x');
    const auto file = folder.write("file", content);
    std::string received;
    SyncServer server("stat_v2", [&](FakeAdbPeer& peer) {
        expect_sync(peer, "SEND", "/d/f,33188");  // 0100644
        received = take_push(peer);
        peer.send("OKAY" + little_endian(0));
    });
    std::vector<std::uint64_t> steps;
    test::run_coroutine(
        push_file_once(server.phone(), file, [&](std::uint64_t done, std::uint64_t total) {
            CHECK(total == content.size());
            steps.push_back(done);
        }));
    CHECK(server.finish().empty());
    CHECK((received == content));
    CHECK(std::is_sorted(steps.begin(), steps.end()));
    CHECK(steps.front() == 0);
    CHECK(steps.back() == content.size());
}

TEST_CASE("a local file that is not there is the laptop's error", "[host/adb]") {
    const SyncServer server("", [](FakeAdbPeer& peer) { peer.hold(); });
    CHECK_THROWS_WITH(test::run_coroutine(push_file_once(server.phone(), "/nonexistent/f", {})),
                      Catch::StartsWith("/nonexistent/f: cannot be read"));
}

TEST_CASE("a full phone ends a push early with its own words", "[host/adb]") {
    SyncServer server("", [](FakeAdbPeer& peer) {
        expect_sync(peer, "SEND", "/d/f,33261");
        peer.read(8 + 65536);
        const std::string reason = "write failed: No space left on device";
        peer.send("FAIL" + little_endian(static_cast<std::uint32_t>(reason.size())) + reason);
        peer.hold();  // drops the rest, as adbd does
    });
    try {
        test::run_coroutine(push_once(server.phone(), std::string(64 << 20, 'x'), "/d/f"));
        FAIL("pushed");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::storage_full);
        CHECK(error.message() == "phone S1, push /d/f: write failed: No space left on device");
    }
    CHECK(server.finish().empty());
}

TEST_CASE("a phone that never confirms a push costs the timeout", "[host/adb]") {
    SyncServer server("", [](FakeAdbPeer& peer) {
        expect_sync(peer, "SEND", "/d/f,33261");
        peer.hold();
    });
    CHECK_THROWS_WITH(test::run_coroutine(push_once(server.phone(), "abc", "/d/f", 200ms)),
                      Catch::Contains("no answer for 200 ms"));
}

TEST_CASE("pulled bytes are whole and bounded", "[host/adb]") {
    const std::string content(200'000, 'y');
    const auto script = [&](FakeAdbPeer& peer) {
        expect_sync(peer, "RECV", "/d/f");
        for (std::size_t at = 0; at < content.size(); at += 65536) {
            const std::string chunk = content.substr(at, 65536);
            peer.send("DATA" + little_endian(static_cast<std::uint32_t>(chunk.size())) + chunk);
        }
        peer.send("DONE" + little_endian(0));
        peer.hold();
    };
    const SyncServer enough("", script);
    const auto pulled = test::run_coroutine(pull_once(enough.phone(), 200'000));
    CHECK((std::string(reinterpret_cast<const char*>(pulled.data()), pulled.size()) == content));
    const SyncServer too_little("", script);
    CHECK_THROWS_WITH(test::run_coroutine(pull_once(too_little.phone(), 199'999)),
                      Catch::Contains("larger than the 199999 bytes"));
}

TEST_CASE("hostile chunks and answers of a pull are refused", "[host/adb]") {
    const std::vector<std::string> answers{"DATA" + little_endian(0x7fffffff),
                                           "OKAY" + little_endian(0),
                                           "DATA" + little_endian(9) + "short"};
    for (const std::string& answer : answers) {
        CAPTURE(answer);
        const SyncServer server("", [&](FakeAdbPeer& peer) {
            expect_sync(peer, "RECV", "/d/f");
            peer.send(answer);
        });
        CHECK_THROWS_AS(test::run_coroutine(pull_once(server.phone(), 1 << 20)), Error);
    }
}

TEST_CASE("a pull that breaks leaves no file behind, a whole one leaves just the file",
          "[host/adb]") {
    const test::TempDir folder;
    const auto stat_and_first_chunk = [](FakeAdbPeer& peer) {
        expect_sync(peer, "STAT", "/d/f");
        peer.send("STAT" + little_endian(0100644) + little_endian(3) + little_endian(0));
        expect_sync(peer, "RECV", "/d/f");
        peer.send("DATA" + little_endian(3) + "abc");
    };
    const SyncServer broken("", stat_and_first_chunk);
    CHECK_THROWS_AS(test::run_coroutine(pull_file_once(broken.phone(), folder / "f", {})), Error);
    CHECK(std::filesystem::is_empty(folder.path()));

    const SyncServer whole("", [&](FakeAdbPeer& peer) {
        stat_and_first_chunk(peer);
        peer.send("DONE" + little_endian(0));
        peer.hold();
    });
    std::uint64_t last = 0;
    test::run_coroutine(
        pull_file_once(whole.phone(), folder / "f", [&](std::uint64_t done, std::uint64_t total) {
            CHECK(total == 3);
            last = done;
        }));
    CHECK(last == 3);
    CHECK(test::read_text(folder / "f") == "abc");
    CHECK_FALSE(std::filesystem::exists(folder / "f.part"));
}

TEST_CASE("a path longer than a phone takes is never sent", "[host/adb]") {
    const SyncServer server("", [](FakeAdbPeer& peer) { peer.hold(); });
    CHECK_THROWS_AS(test::run_coroutine(stat_once(server.phone(), std::string(2000, 'p'))), Error);
}

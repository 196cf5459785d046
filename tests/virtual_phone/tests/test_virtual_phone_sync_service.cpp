#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/sync_service.hpp"
#include "tests/virtual_phone/sync_wire.hpp"

#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

using namespace edgebench::virtual_phone;

namespace {

// The service in a thread, and the host's end of its stream.
class SyncPeer {
  public:
    SyncPeer() {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        ours_ = UniqueFd(ends[0]);
        theirs_ = UniqueFd(ends[1]);
        service_ = std::thread([this] {
            run_sync_service(theirs_.get(), theirs_.get());
            theirs_.reset();
        });
    }
    ~SyncPeer() {
        ::shutdown(ours_.get(), SHUT_WR);
        service_.join();
    }

    void say(std::string_view id, std::string_view text) {
        const std::string message =
            as_text(SyncHead{sync_id(id), static_cast<std::uint32_t>(text.size())}).append(text);
        REQUIRE(::write(ours_.get(), message.data(), message.size()) ==
                static_cast<ssize_t>(message.size()));
    }
    void say_done(std::uint32_t mtime) {
        const SyncHead done{sync_id("DONE"), mtime};
        REQUIRE(::write(ours_.get(), &done, sizeof done) == sizeof done);
    }
    std::string hear(std::size_t size) {
        std::string text(size, '\0');
        REQUIRE(::recv(ours_.get(), text.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size));
        return text;
    }
    // The rest, until the service has ended.
    std::string hear_end() {
        std::string text;
        char byte = 0;
        while (::read(ours_.get(), &byte, 1) == 1) text += byte;
        return text;
    }

  private:
    UniqueFd ours_;
    UniqueFd theirs_;
    std::thread service_;
};

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("a sent file arrives with its folders, mode and time", "[virtual_phone]") {
    const TempFolder folder;
    const auto file = folder.path() / "a/b";
    SyncPeer peer;
    peer.say("SEND", file.string() + ",33216");  // 0100700
    peer.say("DATA", std::string(k_longest_sync_chunk, 'x'));
    peer.say("DATA", "end");
    peer.say_done(1234567890);
    CHECK(peer.hear(8) == as_text(SyncHead{sync_id("OKAY"), 0}));
    CHECK(content_of(file) == std::string(k_longest_sync_chunk, 'x') + "end");
    struct stat info{};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0777U);  // group and others get what the user has
    CHECK(info.st_mtime == 1234567890);
}

TEST_CASE("a stream that ends inside a file leaves no partial file", "[virtual_phone]") {
    const TempFolder folder;
    const auto file = folder.path() / "partial";
    {
        SyncPeer peer;
        peer.say("SEND", file.string() + ",420");
        peer.say("DATA", "half");
    }
    CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("a file that cannot be made is refused with the reason, after the host's data",
          "[virtual_phone]") {
    SyncPeer peer;
    peer.say("SEND", "/proc/nothing,420");
    peer.say("DATA", "ignored");
    peer.say_done(0);
    const std::string answer = peer.hear_end();
    CHECK(answer.substr(0, 4) == "FAIL");
    CHECK(answer.find("couldn't create file") != std::string::npos);
}

TEST_CASE("a file is sent back in chunks of at most 64 KiB", "[virtual_phone]") {
    const TempFolder folder;
    const auto file = folder.path() / "file";
    const std::string content(k_longest_sync_chunk + 1, 'y');
    write_file(file, content);
    SyncPeer peer;
    peer.say("RECV", file.string());
    CHECK(peer.hear(8) == as_text(SyncHead{sync_id("DATA"), k_longest_sync_chunk}));
    CHECK(peer.hear(k_longest_sync_chunk) == content.substr(1));
    CHECK(peer.hear(8) == as_text(SyncHead{sync_id("DATA"), 1}));
    CHECK(peer.hear(1) == "y");
    CHECK(peer.hear(8) == as_text(SyncHead{sync_id("DONE"), 0}));
}

TEST_CASE("both versions of stat tell a file's size, and a missing file", "[virtual_phone]") {
    const TempFolder folder;
    const auto file = folder.path() / "file";
    write_file(file, "12345");
    SyncPeer peer;
    peer.say("STAT", file.string());
    CHECK(peer.hear(16).substr(8, 4) == as_text(std::uint32_t{5}));
    peer.say("STA2", file.string());
    const std::string found = peer.hear(72);
    CHECK(found.substr(0, 8) == as_text(SyncHead{sync_id("STA2"), 0}));
    CHECK(found.substr(40, 8) == as_text(std::uint64_t{5}));
    peer.say("LST2", (folder.path() / "missing").string());
    CHECK(peer.hear(8) == as_text(SyncHead{sync_id("LST2"), ENOENT}));
    CHECK(peer.hear(64) == std::string(64, '\0'));
    peer.say("STAT", (folder.path() / "missing").string());
    CHECK(peer.hear(16).substr(4) == std::string(12, '\0'));
}

TEST_CASE("a listing names its entries and ends with DONE", "[virtual_phone]") {
    const TempFolder folder;
    write_file(folder.path() / "only", "1");
    SyncPeer peer;
    peer.say("LIST", folder.path().string());
    peer.say("QUIT", "");
    const std::string listing = peer.hear_end();
    CHECK(listing.find("only") != std::string::npos);
    CHECK(listing.substr(listing.size() - 20, 4) == "DONE");
}

TEST_CASE("a path over 1024 bytes ends the service", "[virtual_phone]") {
    SyncPeer peer;
    peer.say("STAT", std::string(k_longest_sync_path + 1, 'p'));
    CHECK(peer.hear_end().empty());
}

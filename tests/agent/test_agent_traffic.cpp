#include "agent/traffic.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

namespace edgebench::agent {
namespace {

constexpr const char* k_head =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";

std::string socket(const char* local, const char* remote, int inode) {
    return std::string("   0: ") + local + ' ' + remote +
           " 0A 00000000:00000000 00:00000000 00000000  2000        0 " + std::to_string(inode) +
           " 1 0000000000000000 100 0 0 10 0\n";
}

// A process 7 with sockets 100 and 101.
struct Process {
    Process() {
        folder.write("7/net/tcp", k_head);
        std::filesystem::create_directories(folder / "7/fd");
        std::filesystem::create_symlink("socket:[100]", folder / "7/fd/3");
        std::filesystem::create_symlink("socket:[101]", folder / "7/fd/4");
        std::filesystem::create_symlink("/dev/null", folder / "7/fd/0");
    }
    std::optional<std::int64_t> outside() { return sockets_beyond_loopback(folder.path(), 7); }
    test::TempDir folder;
};

}  // namespace

TEST_CASE("sockets on loopback are not beyond it", "[agent]") {
    Process process;
    process.folder.write("7/net/tcp", k_head + socket("0100007F:1F90", "00000000:0000", 100) +
                                          socket("0100007F:1F90", "0200007F:9999", 101));
    process.folder.write("7/net/tcp6", k_head +
                                           socket("00000000000000000000000001000000:1F90",
                                                  "00000000000000000000000000000000:0000", 100) +
                                           socket("0000000000000000FFFF00000100007F:1F90",
                                                  "0000000000000000FFFF00000100007F:9999", 101));
    CHECK(process.outside() == 0);
}

TEST_CASE("a listener on all addresses and a peer elsewhere are beyond loopback", "[agent]") {
    Process process;
    process.folder.write("7/net/tcp", k_head + socket("00000000:1F90", "00000000:0000", 100) +
                                          socket("0F02000A:C350", "08080808:01BB", 101));
    CHECK(process.outside() == 2);
}

TEST_CASE("other processes' sockets do not count", "[agent]") {
    Process process;
    process.folder.write("7/net/tcp", k_head + socket("0F02000A:C350", "08080808:01BB", 555));
    CHECK(process.outside() == 0);
}

TEST_CASE("what cannot be read is not zero", "[agent]") {
    Process process;
    CHECK_FALSE(sockets_beyond_loopback(process.folder.path(), 8));
    std::filesystem::remove_all(process.folder / "7/net");
    CHECK_FALSE(process.outside());
    CHECK_FALSE(shell_bytes(process.folder.path()));
}

TEST_CASE("a uid's bytes are those of all interfaces but loopback, tagged ones counted once",
          "[agent]") {
    constexpr const char* k_stats =
        "idx iface acct_tag_hex uid_tag_int cnt_set rx_bytes rx_packets tx_bytes tx_packets\n"
        "2 wlan0 0x0 2000 0 1000 10 200 2\n"
        "3 wlan0 0x0 2000 1 50 1 5 1\n"
        "4 wlan0 0xffff0100 2000 0 900 9 100 1\n"
        "5 lo 0x0 2000 0 77777 10 77777 2\n"
        "6 rmnet0 0x0 2000 0 1 1 1 1\n"
        "7 wlan0 0x0 10001 0 5555 10 5555 2\n";
    const auto counts = bytes_of_uid(k_stats, 2000);
    REQUIRE(counts);
    CHECK(counts->received == 1051);
    CHECK(counts->sent == 206);
    CHECK(bytes_of_uid(k_stats, 3000)->received == 0);
    CHECK_FALSE(bytes_of_uid("garbage", 2000));
    CHECK_FALSE(bytes_of_uid(std::string(k_stats) + "8 wlan1 0x0 2000 0 many 1 1 1\n", 2000));
}

}  // namespace edgebench::agent

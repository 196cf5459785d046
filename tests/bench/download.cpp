// edgebench-bench-download MEBIBYTES [MEBIBYTES_PER_S]: serves random bytes on loopback, each
// connection at most so fast, until its standard input ends. Prints the URL.

#include "tests/support/http_server.hpp"

#include <cstdio>
#include <cstdlib>
#include <random>

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    using namespace edgebench::test;
    constexpr std::size_t k_mebibyte = 1024 * 1024;
    std::string bytes(std::strtoul(argv[1], nullptr, 10) * k_mebibyte, '\0');
    std::mt19937_64 random(1);
    for (std::size_t i = 0; i < bytes.size(); i += sizeof(std::uint64_t)) {
        const std::uint64_t word = random();
        std::copy_n(reinterpret_cast<const char*>(&word), sizeof word, bytes.data() + i);
    }
    const auto content = std::make_shared<const std::string>(std::move(bytes));
    const HttpServer server([&](const HttpRequest& request) {
        auto answer = good_answer(request, content, "\"tag\"");
        if (argc > 2) answer.bytes_per_s = std::strtoul(argv[2], nullptr, 10) * k_mebibyte;
        return answer;
    });
    std::puts(server.url().c_str());
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
}

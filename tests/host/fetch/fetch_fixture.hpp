#pragma once
// What the tests of downloads share: a file to serve, waits that are short, and no proxy.

#include "host/fetch/download.hpp"
#include "protocol/bytes.hpp"
#include "protocol/error.hpp"
#include "protocol/sha256.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>

namespace edgebench::fetch {

using test::Ending;
using test::good_answer;
using test::HttpAnswer;
using test::HttpRequest;
using test::HttpServer;
using test::plain_answer;
using Content = std::shared_ptr<const std::string>;

inline const std::string k_etag = "\"one\"";

inline Content random_content(std::size_t size, unsigned seed = 1) {
    std::minstd_rand random(seed);
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() >> 8);
    return std::make_shared<const std::string>(std::move(bytes));
}

inline std::string hash_of(const Content& content) {
    return to_hex(sha256(*content));
}

inline DownloadLimits short_limits() {
    DownloadLimits limits;
    limits.first_pause = std::chrono::milliseconds(1);
    limits.longest_pause = std::chrono::milliseconds(2000);
    limits.piece_bytes = 100'000;
    limits.reserve_bytes = 0;
    return limits;
}

struct Fixture {
    Fixture() { ::setenv("no_proxy", "*", 1); }

    DownloadRequest request(const HttpServer& server, int connections = 1) const {
        DownloadRequest result;
        result.url = server.url();
        result.target = target;
        result.connections = connections;
        return result;
    }
    bool has_part() const { return std::filesystem::exists(folder / "models/file.part"); }
    bool has_target() const { return std::filesystem::exists(target); }
    std::string bytes() const { return test::read_text(target); }

    test::TempDir folder;
    std::filesystem::path target = folder / "models/file";
    DownloadLimits limits = short_limits();
};

// The Error that the download ends with; the test fails if there is none.
inline Error failure_of(const DownloadRequest& request, const DownloadLimits& limits) {
    try {
        download(request, {}, {}, limits);
    } catch (const Error& error) {
        return error;
    }
    FAIL("the download succeeds");
    throw std::logic_error("not reached");
}

}  // namespace edgebench::fetch

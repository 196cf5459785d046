#pragma once
// Downloads one large file over HTTP. Its final name holds the whole, right file or nothing: what
// has arrived waits in TARGET.part, with TARGET.part.state beside it, and the next download of the
// same file continues there, also after a crash. Processes that want one file download it once.
//
// libcurl takes proxies from the environment (https_proxy, no_proxy, …).

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace edgebench::fetch {

struct DownloadRequest {
    std::string url;
    std::filesystem::path target;            // its folder is made
    std::optional<std::int64_t> size_bytes;  // another size or hash is refused
    std::optional<std::string> sha256;
    std::string bearer_token;  // goes to the host of `url` only; empty: none
    int connections = 4;       // at most; one where the server cannot send ranges
};

enum class Stage {
    waiting,      // for another process that downloads this file
    downloading,  //
    retrying,     // after the fault that `note` tells
    checking,     // all bytes are there, hashing goes on
};

struct DownloadProgress {
    Stage stage = Stage::downloading;
    std::int64_t bytes_done = 0;
    std::optional<std::int64_t> bytes_total;
    std::optional<double> bytes_per_s;  // over the last seconds
    std::optional<std::chrono::seconds> left;
    std::string note;
};

// Called on the thread that downloads, about four times a second.
using OnProgress = std::function<void(const DownloadProgress&)>;

struct DownloadLimits {
    int tries = 6;                                // in a row without a mebibyte between them
    std::chrono::milliseconds first_pause{1000};  // doubles with each try
    // A server that asks for a longer one (Retry-After) is not asked again.
    std::chrono::milliseconds longest_pause{300'000};
    std::chrono::milliseconds silence{30'000};       // a connection silent for so long is dead
    std::int64_t piece_bytes = 16 * 1024 * 1024;     // of one request among several connections
    std::int64_t reserve_bytes = 256 * 1024 * 1024;  // stays free on the disk
};

struct Downloaded {
    std::int64_t size_bytes = 0;
    std::string sha256;
    std::string xxh3_128;
    bool was_there = false;  // nothing was asked of the server
    // What the server said beside the bytes (Hugging Face does), in lower case.
    std::optional<std::string> announced_sha256;
    std::optional<std::string> commit;
};

// Throws Error: download (with the next step), integrity, host (disk) or cancelled.
Downloaded download(const DownloadRequest& request, const OnProgress& on_progress = {},
                    std::stop_token stop = {}, const DownloadLimits& limits = {});

}  // namespace edgebench::fetch

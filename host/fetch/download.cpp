#include "host/fetch/download.hpp"

#include "host/fetch/fetch_errors.hpp"
#include "host/fetch/transfer.hpp"
#include "protocol/bytes.hpp"

#include <condition_variable>
#include <mutex>
#include <system_error>

namespace edgebench::fetch {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::milliseconds k_look_every{200};

// Returns at once when a stop is requested.
void pause(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, k_look_every, [] { return false; });
}

void require_not_stopped(const DownloadRequest& request, const std::stop_token& stop) {
    if (stop.stop_requested()) throw cancelled(request.url);
}

bool is_there(const fs::path& target) {
    std::error_code error;
    return fs::is_regular_file(target, error);
}

[[noreturn]] void throw_other_file(const DownloadRequest& request, const std::string& what) {
    throw Error(ErrorCode::integrity,
                request.target.string() + " is there already and is another file: " + what,
                "Move it away to download " + request.url + ".");
}

Downloaded already_there(const DownloadRequest& request, const OnProgress& on_progress,
                         const std::stop_token& stop) {
    const auto size = static_cast<std::int64_t>(fs::file_size(request.target));
    if (request.size_bytes && *request.size_bytes != size) {
        throw_other_file(request, "it has " + std::to_string(size) + " bytes, expected are " +
                                      std::to_string(*request.size_bytes));
    }
    const auto hashes = hash_file(request.target, size, [&](std::int64_t hashed) {
        require_not_stopped(request, stop);
        if (!on_progress) return;
        DownloadProgress progress;
        progress.stage = Stage::checking;
        progress.bytes_done = hashed;
        progress.bytes_total = size;
        on_progress(progress);
    });
    if (request.sha256 && *request.sha256 != hashes.sha256) {
        throw_other_file(
            request, "it has the SHA-256 " + hashes.sha256 + ", expected is " + *request.sha256);
    }
    Downloaded result;
    result.size_bytes = size;
    result.sha256 = hashes.sha256;
    result.xxh3_128 = hashes.xxh3_128;
    result.was_there = true;
    return result;
}

// False when another process had it meanwhile: then everything may have changed.
bool hold(const PartFile& part, const DownloadRequest& request, const OnProgress& on_progress,
          const std::stop_token& stop) {
    bool has_waited = false;
    while (!part.try_lock()) {
        if (on_progress && !has_waited) {
            DownloadProgress progress;
            progress.stage = Stage::waiting;
            progress.note = "another process downloads " + request.target.string();
            on_progress(progress);
        }
        has_waited = true;
        pause(stop);
        require_not_stopped(request, stop);
    }
    return !has_waited && part.is_current();
}

// Bytes that an earlier process left get a second chance.
Hashes fetch_verified(Transfer& transfer, const PartFile& part, const DownloadRequest& request) {
    for (;;) {
        auto hashes = transfer.run();
        const auto expected = transfer.expected_sha256();
        if (expected.empty() || hashes.sha256 == expected) return hashes;
        if (transfer.was_resumed() && transfer.start_over()) continue;
        part.remove();
        throw Error(ErrorCode::integrity,
                    request.url + ": what arrived has the SHA-256 " + hashes.sha256 +
                        ", expected is " + expected,
                    "It was altered on its way or is another file, and was removed. Try another "
                    "connection.");
    }
}

void require_hash_is_one(const DownloadRequest& request) {
    if (!request.sha256 || is_sha256_hex(*request.sha256)) return;
    throw Error(ErrorCode::configuration, request.url + ": '" + *request.sha256 + "' is no SHA-256",
                "It has 64 hexadecimal digits in lower case.");
}

}  // namespace

Downloaded download(const DownloadRequest& request, const OnProgress& on_progress,
                    std::stop_token stop, const DownloadLimits& limits) {
    require_hash_is_one(request);
    for (;;) {
        require_not_stopped(request, stop);
        if (is_there(request.target)) return already_there(request, on_progress, stop);
        const PartFile part(request.target);
        if (!hold(part, request, on_progress, stop) || is_there(request.target)) continue;
        Transfer transfer(request, limits, part, on_progress, stop);
        const auto hashes = fetch_verified(transfer, part, request);
        part.publish();
        Downloaded result;
        result.size_bytes = transfer.size_bytes();
        result.sha256 = hashes.sha256;
        result.xxh3_128 = hashes.xxh3_128;
        result.announced_sha256 = transfer.announced().sha256;
        result.commit = transfer.announced().commit;
        return result;
    }
}

}  // namespace edgebench::fetch

#pragma once
// Hashes a file that still grows, on a thread of its own, from its first byte. It reads what is in
// the file, not what came over the network: a part that an earlier process left is no special case,
// and what is verified is what is there.

#include "protocol/xxh3.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>

struct evp_md_ctx_st;  // of libcrypto

namespace edgebench::fetch {

// libcrypto's: on a processor without instructions for SHA-256 it is twice as fast as our own, and
// that is what limits a fast download.
class FastSha256 {
  public:
    FastSha256();
    void update(std::span<const std::uint8_t> bytes);
    std::string finish();

  private:
    struct Deleter {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Deleter> context_;
};

struct Hashes {
    std::string sha256;
    std::string xxh3_128;
};

using OnHashed = std::function<void(std::int64_t bytes)>;

class FollowingHash {
  public:
    // The descriptor stays open, and `path` names it in an Error.
    FollowingHash(int descriptor, std::filesystem::path path);

    // All bytes before this one are there to stay.
    void advance(std::int64_t bytes);
    // The same, and no more will come.
    void end_at(std::int64_t bytes);
    std::int64_t hashed_bytes() const { return hashed_; }
    // After end_at. Meanwhile calls `on_progress`, which may throw, about four times a second.
    // Rethrows what went wrong in reading.
    Hashes result(const OnHashed& on_progress);

  private:
    void run(const std::stop_token& stop);
    void hash_up_to(std::int64_t end, const std::stop_token& stop);

    int descriptor_;
    std::filesystem::path path_;
    FastSha256 sha256_;
    Xxh3 xxh3_;
    std::atomic<std::int64_t> hashed_ = 0;

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::int64_t there_ = 0;
    bool is_all_ = false;
    std::optional<Hashes> result_;
    std::exception_ptr failure_;

    std::jthread thread_;  // the last one: it uses all others
};

// Of a file that is complete.
Hashes hash_file(const std::filesystem::path& file, std::int64_t size_bytes,
                 const OnHashed& on_progress);

}  // namespace edgebench::fetch

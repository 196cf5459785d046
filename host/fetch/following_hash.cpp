#include "host/fetch/following_hash.hpp"

#include "protocol/bytes.hpp"
#include "protocol/error.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>
#include <vector>

namespace edgebench::fetch {
namespace {

// Small enough to be hashed twice from the processor's cache.
constexpr std::size_t k_hash_bytes = 256 * 1024;
constexpr std::int64_t k_worth_waking = 1024 * 1024;
constexpr std::chrono::milliseconds k_patience{250};

[[noreturn]] void throw_unreadable(const std::filesystem::path& file, const std::string& cause) {
    throw Error(ErrorCode::host, "cannot read " + file.string() + ": " + cause);
}

void require_crypto(int result) {
    if (result != 1) throw Error(ErrorCode::internal, "libcrypto computes no SHA-256");
}

}  // namespace

void FastSha256::Deleter::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

FastSha256::FastSha256() : context_(EVP_MD_CTX_new()) {
    require_crypto(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void FastSha256::update(std::span<const std::uint8_t> bytes) {
    require_crypto(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string FastSha256::finish() {
    std::array<std::uint8_t, 32> digest{};
    require_crypto(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
    return to_hex(digest);
}

FollowingHash::FollowingHash(int descriptor, std::filesystem::path path)
    : descriptor_(descriptor),
      path_(std::move(path)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void FollowingHash::advance(std::int64_t bytes) {
    const std::lock_guard lock(mutex_);
    there_ = bytes;
    if (there_ - hashed_ >= k_worth_waking) changed_.notify_all();
}

void FollowingHash::end_at(std::int64_t bytes) {
    const std::lock_guard lock(mutex_);
    there_ = bytes;
    is_all_ = true;
    changed_.notify_all();
}

Hashes FollowingHash::result(const OnHashed& on_progress) {
    std::unique_lock lock(mutex_);
    const auto is_over = [this] { return result_ || failure_; };
    while (!changed_.wait_for(lock, k_patience, is_over)) {
        lock.unlock();
        on_progress(hashed_);
        lock.lock();
    }
    if (failure_) std::rethrow_exception(failure_);
    return *result_;
}

void FollowingHash::run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    try {
        for (;;) {
            const auto is_worth_it = [this] {
                return is_all_ || there_ - hashed_ >= k_worth_waking;
            };
            if (!changed_.wait(lock, stop, is_worth_it)) return;
            const auto end = there_;
            const bool is_end = is_all_;
            lock.unlock();
            hash_up_to(end, stop);
            lock.lock();
            if (stop.stop_requested()) return;
            if (is_end) break;
        }
        result_ = Hashes{sha256_.finish(), xxh3_.digest()};
    } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        failure_ = std::current_exception();
    }
    changed_.notify_all();
}

void FollowingHash::hash_up_to(std::int64_t end, const std::stop_token& stop) {
    std::vector<std::uint8_t> buffer(k_hash_bytes);
    while (hashed_ < end && !stop.stop_requested()) {
        const auto wanted = std::min(static_cast<std::int64_t>(buffer.size()), end - hashed_);
        const auto count =
            ::pread(descriptor_, buffer.data(), static_cast<std::size_t>(wanted), hashed_);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            throw_unreadable(path_, count == 0 ? "another program has cut it"
                                               : std::generic_category().message(errno));
        }
        const auto piece = std::span(buffer).first(static_cast<std::size_t>(count));
        sha256_.update(piece);
        xxh3_.update(piece);
        hashed_ += count;
    }
}

Hashes hash_file(const std::filesystem::path& file, std::int64_t size_bytes,
                 const OnHashed& on_progress) {
    const struct Opened {
        int descriptor;
        ~Opened() { ::close(descriptor); }
    } opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (opened.descriptor < 0) throw_unreadable(file, std::generic_category().message(errno));
    FollowingHash hash(opened.descriptor, file);
    hash.end_at(size_bytes);
    return hash.result(on_progress);
}

}  // namespace edgebench::fetch

#include "host/phone/upload.hpp"

#include "protocol/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace edgebench::phone {
namespace {

constexpr std::size_t k_chunk = k_mebibyte;
// The phone hashes what it has never seen or already holds of a file before it answers, and syncs a
// large file before it says done.
constexpr std::chrono::milliseconds k_hash_timeout{300000};

class LocalFile {
  public:
    explicit LocalFile(const std::filesystem::path& path)
        : path_(path), fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ < 0) fail("cannot open");
        posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    LocalFile(const LocalFile&) = delete;
    LocalFile& operator=(const LocalFile&) = delete;
    ~LocalFile() { ::close(fd_); }

    std::size_t read_at(std::int64_t offset, std::span<std::uint8_t> into) const {
        const auto count = pread(fd_, into.data(), into.size(), offset);
        if (count < 0) fail("cannot read");
        return static_cast<std::size_t>(count);
    }

  private:
    [[noreturn]] void fail(const char* what) const {
        throw Error(ErrorCode::host, std::string(what) + " " + path_.string() + ": " +
                                         std::generic_category().message(errno));
    }
    std::filesystem::path path_;
    int fd_;
};

struct Transfer {
    AgentClient& agent;
    const OnUpload& on_progress;
    UploadProgress progress;
    UploadSummary summary;
};

adb::awaitable<void> send_rest(Transfer& transfer, const UploadFile& upload, std::int64_t offset) {
    const LocalFile local(upload.path);
    Bytes buffer(k_chunk);
    while (offset < upload.file.size && !transfer.agent.agent_speaks()) {
        const auto wanted = std::min<std::int64_t>(upload.file.size - offset,
                                                   static_cast<std::int64_t>(buffer.size()));
        const auto got =
            local.read_at(offset, std::span(buffer).first(static_cast<std::size_t>(wanted)));
        if (got == 0) {
            throw Error(ErrorCode::integrity,
                        upload.path.string() + " became shorter while it was sent",
                        "Run the command again when nothing else changes the file.");
        }
        co_await transfer.agent.send_raw(std::span(buffer).first(got));
        offset += static_cast<std::int64_t>(got);
        transfer.progress.done += static_cast<std::int64_t>(got);
        transfer.summary.sent_bytes += static_cast<std::int64_t>(got);
        transfer.on_progress(transfer.progress);
    }
}

adb::awaitable<void> send_file(Transfer& transfer, const std::string& engine_id,
                               const UploadFile& upload) {
    transfer.progress.file = upload.path.filename().string();
    PutContent put;
    put.engine_id = engine_id;
    put.file = upload.file;
    Request request = std::move(put);
    const auto start = co_await transfer.agent.ask<Offset>(std::move(request), k_hash_timeout);
    transfer.progress.done += start.offset;
    transfer.summary.resumed_bytes += start.offset;
    transfer.progress.evicted = start.evicted;
    transfer.on_progress(transfer.progress);
    transfer.progress.evicted.clear();
    co_await send_rest(transfer, upload, start.offset);
    co_await transfer.agent.read_reply(k_hash_timeout);
}

FindMissing question(const UploadOrder& order) {
    FindMissing find;
    find.engine_id = order.engine_id;
    for (const auto& item : order.engine_files) find.engine_files.push_back(item.file);
    for (const auto& item : order.blobs) find.blobs.push_back(item.file.sha256);
    return find;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

adb::awaitable<UploadSummary> upload(AgentClient& agent, UploadOrder order, OnUpload on_progress) {
    Request request = question(order);
    const auto missing = co_await agent.ask<Missing>(std::move(request), k_hash_timeout);
    std::erase_if(order.engine_files, [&](const auto& item) {
        return !contains(missing.engine_paths, item.file.path);
    });
    std::erase_if(order.blobs,
                  [&](const auto& item) { return !contains(missing.blobs, item.file.sha256); });
    Transfer transfer{agent, on_progress, {}, {}};
    for (const auto& item : order.engine_files) transfer.progress.total += item.file.size;
    for (const auto& item : order.blobs) transfer.progress.total += item.file.size;
    const std::string blob;
    for (const auto& item : order.engine_files) co_await send_file(transfer, order.engine_id, item);
    for (const auto& item : order.blobs) co_await send_file(transfer, blob, item);
    co_return transfer.summary;
}

}  // namespace edgebench::phone

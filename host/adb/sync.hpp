#pragma once
// adb's sync service: files to and from the phone. It cannot resume, and a file in the making has
// its final name: large files go through the agent instead.

#include "host/adb/device.hpp"
#include "host/adb/sync_wire.hpp"

#include <filesystem>
#include <functional>

namespace edgebench::adb {

// Bytes done and bytes in all; called on the I/O thread, at least once a mebibyte.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// The longest time without any progress of a transfer.
constexpr std::chrono::milliseconds k_sync_timeout{30000};

struct DirectoryEntry {
    std::string name;
    std::uint32_t mode = 0;
};

// One session; its operations one after another. After an Error open another session.
class Sync {
  public:
    static awaitable<Sync> open(DeviceHandle phone,
                                std::chrono::milliseconds timeout = k_sync_timeout);

    // Nothing if there is no such file.
    awaitable<std::optional<FileStat>> stat(std::string path);
    // Without "." and ".."; empty for a folder that is not there.
    awaitable<std::vector<DirectoryEntry>> list(std::string path);

    // `mode` is the file's permission bits. Missing folders on the way are made by the phone.
    awaitable<void> push_file(std::filesystem::path local, std::string remote, std::uint32_t mode,
                              Progress progress = {});
    // `bytes` must live until the push is done.
    awaitable<void> push_bytes(std::span<const std::byte> bytes, std::string remote,
                               std::uint32_t mode);

    // `local` appears when all of it has come.
    awaitable<void> pull_file(std::string remote, std::filesystem::path local,
                              Progress progress = {});
    // Throws when the file is larger than `limit`.
    awaitable<std::vector<std::byte>> pull_bytes(std::string remote, std::size_t limit);

  private:
    // Fills the span from the source; fewer bytes than it holds are the last ones.
    using Source = std::function<std::size_t(std::span<std::byte>)>;
    using Sink = std::function<void(std::span<const std::byte>)>;
    enum class StatVersion { v1, v2 };

    Sync(DeviceHandle phone, Stream stream, StatVersion version, std::chrono::milliseconds timeout);

    void begin(const std::string& activity);
    awaitable<void> ask(std::string_view id, std::string path);
    // The next bytes from the phone; good until the next take.
    awaitable<std::span<const std::byte>> take(std::size_t count);
    awaitable<std::string> take_text(std::size_t count);
    awaitable<std::uint32_t> take_u32();
    // Throws what the phone's FAIL says, or that `id` should not come here.
    awaitable<void> refuse(std::string id);

    awaitable<void> send(std::string target, std::uint32_t mtime, Source source);
    awaitable<void> send_data(Source source);
    awaitable<void> receive(std::string remote, Sink sink);

    DeviceHandle phone_;
    Stream stream_;
    StatVersion stat_version_;
    std::chrono::milliseconds timeout_;
    std::vector<std::byte> input_;  // bytes [begin_, end_) have come and are not yet taken
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace edgebench::adb

#include "host/adb/sync.hpp"

#include "host/adb/adb_errors.hpp"
#include "host/adb/little_endian.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <system_error>
#include <utility>

namespace edgebench::adb {
namespace {

using std::chrono::milliseconds;
namespace fs = std::filesystem;

// One write to the server carries this many chunks: fewer turns of the I/O thread, the same
// packets.
constexpr std::size_t k_chunks_per_write = 16;
constexpr std::size_t k_slot_size = k_sync_header_size + k_sync_max_chunk;
constexpr std::size_t k_input_size = 4 * k_slot_size;
constexpr std::uint32_t k_max_name = 4096;
constexpr std::size_t k_max_entries = 100000;
constexpr std::uint32_t k_max_reason = 4096;  // of a failure
constexpr std::uint32_t k_regular_file = 0100000;

Error laptop_error(const fs::path& path, const std::string& what) {
    return Error(ErrorCode::host, path.string() + ": " + what,
                 "Check that the file exists, may be used, and that the disk has room.");
}

std::uint32_t modification_time(const fs::path& path) {
    const auto written = std::chrono::file_clock::to_sys(fs::last_write_time(path));
    return static_cast<std::uint32_t>(std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(written)));
}

// A file that comes into being under another name; removed unless it was finished.
class PartialFile {
  public:
    explicit PartialFile(fs::path path)
        : path_(std::move(path)),
          part_(path_.string() + ".part"),
          stream_(part_, std::ios::binary) {
        check();
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile() {
        std::error_code ignored;
        fs::remove(part_, ignored);
    }

    void append(std::span<const std::byte> bytes) {
        stream_.write(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<std::streamsize>(bytes.size()));
        check();
    }

    void finish() {
        stream_.close();
        check();
        fs::rename(part_, path_);
    }

  private:
    void check() const {
        if (!stream_) {
            throw laptop_error(part_, "cannot be written");
        }
    }

    fs::path path_;
    fs::path part_;
    std::ofstream stream_;
};

}  // namespace

Sync::Sync(DeviceHandle phone, Stream stream, StatVersion version, milliseconds timeout)
    : phone_(std::move(phone)),
      stream_(std::move(stream)),
      stat_version_(version),
      timeout_(timeout),
      input_(k_input_size) {}

awaitable<Sync> Sync::open(DeviceHandle phone, milliseconds timeout) {
    const std::vector<std::string> known = co_await features(phone);
    const bool has_v2 = std::find(known.begin(), known.end(), "stat_v2") != known.end();
    Stream stream = co_await open_service(phone, "sync:", "file transfer");
    co_return Sync(std::move(phone), std::move(stream), has_v2 ? StatVersion::v2 : StatVersion::v1,
                   timeout);
}

awaitable<std::optional<FileStat>> Sync::stat(std::string path) {
    begin("stat " + path);
    const bool is_v2 = stat_version_ == StatVersion::v2;
    const std::string_view expected = is_v2 ? "STA2" : "STAT";
    co_await ask(expected, std::move(path));
    std::string id = co_await take_text(expected.size());
    if (id != expected) {
        co_await refuse(id);
    }
    if (is_v2) {
        const auto bytes = co_await take(k_stat_v2_size);
        const StatReply reply = decode_stat_v2(bytes.first<k_stat_v2_size>());
        if (reply.error != 0 && reply.error != ENOENT && reply.error != ENOTDIR) {
            const std::string reason = std::generic_category().message(reply.error);
            throw error_from_fail(reason, stream_.peer(), ErrorCode::device);
        }
        co_return reply.stat;
    }
    const auto bytes = co_await take(k_stat_v1_size);
    co_return decode_stat_v1(bytes.first<k_stat_v1_size>());
}

awaitable<std::vector<DirectoryEntry>> Sync::list(std::string path) {
    begin("list " + path);
    co_await ask("LIST", std::move(path));
    std::vector<DirectoryEntry> entries;
    for (;;) {
        std::string id = co_await take_text(4);
        if (id != "DENT" && id != "DONE") {
            co_await refuse(id);
        }
        const auto bytes = co_await take(k_entry_size);
        if (id == "DONE") {
            co_return entries;
        }
        const EntryHeader entry = decode_entry(bytes.first<k_entry_size>());
        if (entry.name_length > k_max_name || entries.size() == k_max_entries) {
            throw Error(ErrorCode::protocol, stream_.peer().name + ": an endless answer");
        }
        std::string name = co_await take_text(entry.name_length);
        if (name != "." && name != "..") {
            entries.push_back(DirectoryEntry{.name = std::move(name), .mode = entry.mode});
        }
    }
}

awaitable<void> Sync::push_file(fs::path local, std::string remote, std::uint32_t mode,
                                Progress progress) {
    begin("push " + remote);
    std::error_code error;
    const std::uint64_t total = fs::file_size(local, error);
    std::ifstream file(local, std::ios::binary);
    if (!file || error) {
        throw laptop_error(local, "cannot be read");
    }
    std::uint64_t done = 0;
    // 64 KiB at a time from the page cache: short enough for the I/O thread.
    Source source = [&](std::span<std::byte> into) {
        if (progress) {
            progress(done, total);
        }
        file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
        const auto count = static_cast<std::size_t>(file.gcount());
        done += count;
        if (file.bad() || (count < into.size() && done != total)) {
            throw laptop_error(local, "cannot be read, or changed while it was");
        }
        return count;
    };
    std::string target = remote + "," + std::to_string(mode | k_regular_file);
    const std::uint32_t mtime = modification_time(local);
    co_await send(std::move(target), mtime, std::move(source));
    if (progress) {
        progress(done, total);
    }
}

awaitable<void> Sync::push_bytes(std::span<const std::byte> bytes, std::string remote,
                                 std::uint32_t mode) {
    begin("push " + remote);
    Source source = [&](std::span<std::byte> into) {
        const auto part = bytes.first(std::min(bytes.size(), into.size()));
        std::copy(part.begin(), part.end(), into.begin());
        bytes = bytes.subspan(part.size());
        return part.size();
    };
    std::string target = remote + "," + std::to_string(mode | k_regular_file);
    const auto now = static_cast<std::uint32_t>(std::time(nullptr));
    co_await send(std::move(target), now, std::move(source));
}

awaitable<void> Sync::pull_file(std::string remote, fs::path local, Progress progress) {
    const auto found = co_await stat(remote);
    const std::uint64_t total = found ? found->size : 0;
    begin("pull " + remote);
    PartialFile file(std::move(local));
    std::uint64_t done = 0;
    Sink sink = [&](std::span<const std::byte> bytes) {
        file.append(bytes);
        done += bytes.size();
        if (progress) {
            progress(done, total);
        }
    };
    co_await receive(std::move(remote), std::move(sink));
    file.finish();
}

awaitable<std::vector<std::byte>> Sync::pull_bytes(std::string remote, std::size_t limit) {
    begin("pull " + remote);
    std::vector<std::byte> content;
    Sink sink = [&](std::span<const std::byte> bytes) {
        if (content.size() + bytes.size() > limit) {
            throw Error(ErrorCode::device, stream_.peer().name + ": larger than the " +
                                               std::to_string(limit) + " bytes it may have");
        }
        content.insert(content.end(), bytes.begin(), bytes.end());
    };
    co_await receive(std::move(remote), std::move(sink));
    co_return content;
}

void Sync::begin(const std::string& activity) {
    stream_.set_peer(phone_peer(phone_, printable(activity)));
}

awaitable<void> Sync::ask(std::string_view id, std::string path) {
    const std::vector<std::byte> request = encode_sync_request(id, path);
    co_await stream_.write(request, timeout_);
}

awaitable<std::span<const std::byte>> Sync::take(std::size_t count) {
    while (end_ - begin_ < count) {
        if (begin_ + count > input_.size()) {
            std::copy(input_.data() + begin_, input_.data() + end_, input_.data());
            end_ -= begin_;
            begin_ = 0;
        }
        const std::size_t got =
            co_await stream_.read_some(std::span(input_).subspan(end_), timeout_);
        if (got == 0) {
            throw lost(stream_.peer(), "the phone ended the transfer");
        }
        end_ += got;
    }
    const auto bytes = std::span(input_).subspan(begin_, count);
    begin_ += count;
    co_return bytes;
}

awaitable<std::string> Sync::take_text(std::size_t count) {
    const auto bytes = co_await take(count);
    co_return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

awaitable<std::uint32_t> Sync::take_u32() {
    const auto bytes = co_await take(sizeof(std::uint32_t));
    co_return read_u32(bytes);
}

awaitable<void> Sync::refuse(std::string id) {
    if (id != "FAIL") {
        throw Error(ErrorCode::protocol,
                    stream_.peer().name + ": unexpected answer '" + printable(id) + "'");
    }
    const std::uint32_t length = co_await take_u32();
    const std::string reason = co_await take_text(std::min(length, k_max_reason));
    throw error_from_fail(reason, stream_.peer(), ErrorCode::device);
}

awaitable<void> Sync::send(std::string target, std::uint32_t mtime, Source source) {
    co_await ask("SEND", std::move(target));
    std::optional<Error> broken;
    try {
        co_await send_data(std::move(source));
        std::array<std::byte, k_sync_header_size> done{};
        encode_sync_header("DONE", mtime, done);
        co_await stream_.write(done, timeout_);
    } catch (const Error& error) {
        // The phone says why before it hangs up: that reason is better than ours.
        if (error.code() != ErrorCode::device_lost || !stream_.has_input()) {
            throw;
        }
        broken = error;
    }
    std::string id = co_await take_text(4);
    if (id != "OKAY") {
        co_await refuse(id);
    }
    co_await take_u32();
    if (broken) {
        throw *broken;
    }
}

awaitable<void> Sync::send_data(Source source) {
    std::vector<std::byte> batch(k_chunks_per_write * k_slot_size);
    // A phone that cannot go on (no space) says so at once and takes the rest only to drop it.
    for (bool at_end = false; !at_end && !stream_.has_input();) {
        std::size_t filled = 0;
        while (!at_end && filled < batch.size()) {
            const auto slot = std::span(batch).subspan(filled, k_slot_size);
            const std::size_t count = source(slot.subspan(k_sync_header_size));
            at_end = count < k_sync_max_chunk;
            if (count > 0) {
                encode_sync_header("DATA", static_cast<std::uint32_t>(count), slot);
                filled += k_sync_header_size + count;
            }
        }
        co_await stream_.write(std::span(batch).first(filled), timeout_);
    }
}

awaitable<void> Sync::receive(std::string remote, Sink sink) {
    co_await ask("RECV", std::move(remote));
    for (;;) {
        std::string id = co_await take_text(4);
        if (id != "DATA" && id != "DONE") {
            co_await refuse(id);
        }
        const std::uint32_t length = co_await take_u32();
        if (id == "DONE") {
            co_return;
        }
        if (length > k_sync_max_chunk) {
            throw Error(ErrorCode::protocol,
                        stream_.peer().name + ": a chunk of " + std::to_string(length) + " bytes");
        }
        const auto bytes = co_await take(length);
        sink(bytes);
    }
}

}  // namespace edgebench::adb

#pragma once
// TARGET.part: the bytes that have arrived, with TARGET.part.state beside it. One process at a time
// holds it; it becomes TARGET in one step.

#include "host/fetch/part_state.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace edgebench::fetch {

// Names the time since this machine was started.
std::string this_boot();

// Every function throws Error::host with the file and the cause.
class PartFile {
  public:
    // Opens it, or makes an empty one.
    explicit PartFile(std::filesystem::path target);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile();

    // False while another process holds it. Held until this object or the process ends.
    bool try_lock() const;
    // False when the file was published or removed since it was opened: then open it again.
    bool is_current() const;

    // What an earlier download left, if it can be continued.
    std::optional<PartState> state() const;
    void save(const PartState& state) const;
    void write_at(std::int64_t offset, std::span<const std::uint8_t> bytes) const;
    // Back to no byte and no state.
    void clear() const;
    void require_room(std::int64_t bytes, std::int64_t reserve_bytes) const;

    // On disk under the final name, whatever happens after.
    void publish() const;
    void remove() const;

    int descriptor() const { return descriptor_; }
    const std::filesystem::path& path() const { return path_; }

  private:
    [[noreturn]] void fail(const char* doing, const std::filesystem::path& file) const;

    std::filesystem::path target_;
    std::filesystem::path path_;
    std::filesystem::path state_path_;
    int descriptor_;
};

}  // namespace edgebench::fetch

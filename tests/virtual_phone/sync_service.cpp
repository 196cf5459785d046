#include "tests/virtual_phone/sync_service.hpp"

#include "tests/virtual_phone/files.hpp"
#include "tests/virtual_phone/sync_wire.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::virtual_phone {
namespace {

struct SendTarget {
    std::string path;
    mode_t mode = 0;
};

// "path,mode" with a decimal mode, as SEND carries it.
SendTarget parse_send_target(const std::string& text) {
    const auto comma = text.rfind(',');
    if (comma == std::string::npos) return {text, 0};
    return {text.substr(0, comma),
            static_cast<mode_t>(std::strtoul(text.c_str() + comma + 1, nullptr, 0))};
}

// adbd gives group and others what the user has.
mode_t file_mode(mode_t mode) {
    const mode_t user = mode & 0700U;
    return (mode & 0777U) | user >> 3U | user >> 6U;
}

class SyncService {
  public:
    SyncService(int in, int out) : wire_(in, out) {}

    void run() {
        while (const auto request = wire_.read_request(k_longest_sync_path)) {
            if (!serve(request->id, request->text)) return;
        }
    }

  private:
    // False ends the service.
    bool serve(std::uint32_t id, const std::string& path) {
        switch (id) {
            case sync_id("STAT"):
                return stat_v1(path);
            case sync_id("STA2"):
                return stat_v2(id, path, 0);
            case sync_id("LST2"):
                return stat_v2(id, path, AT_SYMLINK_NOFOLLOW);
            case sync_id("LIST"):
                return list(path, sync_id("DENT"));
            case sync_id("LIS2"):
                return list(path, sync_id("DNT2"));
            case sync_id("SEND"):
                return receive_file(parse_send_target(path));
            case sync_id("RECV"):
                return send_file(path);
            case sync_id("QUIT"):
                return false;
            default:
                return wire_.write_fail("unknown command") && false;
        }
    }

    bool stat_v1(const std::string& path) {
        struct stat info{};
        if (::lstat(path.c_str(), &info) != 0) info = {};
        const StatV1 reply{sync_id("STAT"), info};
        return wire_.write(&reply, sizeof reply);
    }

    bool stat_v2(std::uint32_t id, const std::string& path, int flags) {
        struct stat info{};
        const int error = ::fstatat(AT_FDCWD, path.c_str(), &info, flags) == 0 ? 0 : errno;
        const StatV2 reply(id, error, info);
        return wire_.write(&reply, sizeof reply);
    }

    bool list(const std::string& path, std::uint32_t entry_id) {
        std::string out;
        const auto append = [&](std::uint32_t id, int error, const struct stat& info,
                                const std::string& name) {
            if (entry_id == sync_id("DNT2")) {
                out.append(as_text(StatV2(id, error, info)));
            } else {
                out.append(as_text(StatV1(id, info)));
            }
            out.append(as_text(static_cast<std::uint32_t>(name.size()))).append(name);
        };
        const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), &::closedir);
        while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
            const std::string name = entry->d_name;
            struct stat info{};
            const int error = ::lstat((path + "/" + name).c_str(), &info) == 0 ? 0 : errno;
            if (error == 0 || entry_id == sync_id("DNT2")) append(entry_id, error, info, name);
        }
        append(sync_id("DONE"), 0, {}, {});
        return wire_.write(out.data(), out.size());
    }

    bool receive_file(const SendTarget& target) {
        std::error_code ignored;
        std::filesystem::create_directories(std::filesystem::path(target.path).parent_path(),
                                            ignored);
        ::unlink(target.path.c_str());
        if (S_ISLNK(target.mode)) return receive_link(target.path);
        const UniqueFd file(
            ::open(target.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (file.get() < 0) return refuse("couldn't create file", errno);
        for (;;) {
            const auto head = wire_.read_head();
            if (head && head->id == sync_id("DONE")) {
                ::fchmod(file.get(), file_mode(target.mode));
                const timespec times[2]{{head->value, 0}, {head->value, 0}};
                ::futimens(file.get(), times);
                return wire_.write_okay();
            }
            const bool valid =
                head && head->id == sync_id("DATA") && head->value <= k_longest_sync_chunk;
            const auto error = valid ? copy_in(file.get(), head->value) : std::optional(EPROTO);
            if (!error) continue;
            ::unlink(target.path.c_str());
            return valid && *error != EPIPE && refuse("write failed", *error);
        }
    }

    // An errno; EPIPE if the stream ended.
    std::optional<int> copy_in(int file, std::size_t size) {
        while (size > 0) {
            const auto part = wire_.read_some(size);
            if (part.empty()) return EPIPE;
            for (std::size_t done = 0; done < part.size();) {
                const ssize_t written = ::write(file, part.data() + done, part.size() - done);
                if (written < 0 && errno != EINTR) {
                    const int error = errno;
                    if (!wire_.skip(size - part.size())) return EPIPE;
                    return error;
                }
                done += static_cast<std::size_t>(std::max<ssize_t>(0, written));
            }
            size -= part.size();
        }
        return std::nullopt;
    }

    bool receive_link(const std::string& path) {
        const auto head = wire_.read_head();
        if (!head || head->id != sync_id("DATA") || head->value > k_longest_sync_path) return false;
        std::string link(head->value, '\0');
        if (!wire_.read(link.data(), link.size())) return false;
        if (::symlink(link.c_str(), path.c_str()) != 0)
            return refuse("couldn't create symlink", errno);
        const auto done = wire_.read_head();
        return done && done->id == sync_id("DONE") && wire_.write_okay();
    }

    // Says why, then swallows what the host still sends: an old host sees the answer only after its
    // DONE.
    bool refuse(const char* what, int error) {
        if (!wire_.write_fail(std::string(what) + ": " + std::strerror(error))) return false;
        for (;;) {
            const auto head = wire_.read_head();
            if (!head || head->id != sync_id("DATA") || head->value > k_longest_sync_chunk)
                return false;
            if (!wire_.skip(head->value)) return false;
        }
    }

    bool send_file(const std::string& path) {
        const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (file.get() < 0)
            return wire_.write_fail(std::string("open failed: ") + std::strerror(errno));
        constexpr std::size_t k_batch = 16;
        constexpr std::size_t k_slot = sizeof(SyncHead) + k_longest_sync_chunk;
        std::vector<char> batch(k_batch * k_slot);
        for (;;) {
            std::size_t used = 0;
            ssize_t length = 1;
            while (used + k_slot <= batch.size() && length > 0) {
                length = ::read(file.get(), batch.data() + used + sizeof(SyncHead),
                                k_longest_sync_chunk);
                if (length <= 0) break;
                const SyncHead head{sync_id("DATA"), static_cast<std::uint32_t>(length)};
                std::memcpy(batch.data() + used, &head, sizeof head);
                used += sizeof head + static_cast<std::size_t>(length);
            }
            if (!wire_.write(batch.data(), used)) return false;
            if (length < 0)
                return wire_.write_fail(std::string("read failed: ") + std::strerror(errno));
            if (length == 0) break;
        }
        const SyncHead done{sync_id("DONE"), 0};
        return wire_.write(&done, sizeof done);
    }

    SyncWire wire_;
};

}  // namespace

void run_sync_service(int in, int out) {
    SyncService(in, out).run();
}

}  // namespace edgebench::virtual_phone

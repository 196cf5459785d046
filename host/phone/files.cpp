#include "host/phone/files.hpp"

#include "host/adb/sync.hpp"
#include "protocol/error.hpp"

#include <fstream>
#include <iterator>

namespace edgebench::phone {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t k_program_mode = 0755;

[[noreturn]] void throw_unusable(const char* what, const fs::path& file) {
    throw Error(ErrorCode::host, std::string("cannot ") + what + " " + file.string(),
                "Check its folder's owner and the free space.");
}

Bytes read_own(const fs::path& file, std::size_t limit) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    std::ifstream stream(file, std::ios::binary);
    if (error || size > limit || !stream) throw_unusable("read", file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_own(const fs::path& file, const Bytes& bytes) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(reinterpret_cast<const char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) throw_unusable("write", file);
    fs::permissions(file, static_cast<fs::perms>(k_program_mode));
}

}  // namespace

adb::awaitable<std::optional<std::uint64_t>> size_of_file(adb::DeviceHandle phone,
                                                          std::string path) {
    if (phone.machine) {
        std::error_code error;
        const auto size = fs::file_size(path, error);
        if (error) co_return std::nullopt;
        co_return size;
    }
    auto sync = co_await adb::Sync::open(std::move(phone));
    const auto stat = co_await sync.stat(std::move(path));
    if (!stat) co_return std::nullopt;
    co_return stat->size;
}

adb::awaitable<std::vector<std::string>> list_folder(adb::DeviceHandle phone, std::string path) {
    std::vector<std::string> names;
    if (phone.machine) {
        std::error_code error;
        for (fs::directory_iterator it(path, error), end; !error && it != end;
             it.increment(error)) {
            names.push_back(it->path().filename().string());
        }
        co_return names;
    }
    auto sync = co_await adb::Sync::open(std::move(phone));
    const auto entries = co_await sync.list(std::move(path));
    for (const auto& entry : entries) names.push_back(entry.name);
    co_return names;
}

adb::awaitable<Bytes> pull_file(adb::DeviceHandle phone, std::string path, std::size_t limit) {
    if (phone.machine) co_return read_own(path, limit);
    auto sync = co_await adb::Sync::open(std::move(phone));
    const auto pulled = co_await sync.pull_bytes(std::move(path), limit);
    const auto* first = reinterpret_cast<const std::uint8_t*>(pulled.data());
    co_return Bytes(first, first + pulled.size());
}

adb::awaitable<void> push_program(adb::DeviceHandle phone, const Bytes& bytes, std::string path) {
    if (phone.machine) {
        write_own(path, bytes);
        co_return;
    }
    auto sync = co_await adb::Sync::open(std::move(phone));
    co_await sync.push_bytes(std::as_bytes(std::span(bytes)), std::move(path), k_program_mode);
}

}  // namespace edgebench::phone

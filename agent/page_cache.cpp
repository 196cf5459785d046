#include "agent/page_cache.hpp"

#include "agent/async.hpp"
#include "agent/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace edgebench::agent {
namespace {

// Read without a pause for other work.
constexpr std::int64_t k_read_at_once = 32 * k_mebibyte;
constexpr std::size_t k_page_buffer = 1024 * 1024;

struct PageCount {
    std::size_t resident = 0;
    std::size_t all = 0;
};

// False when the kernel does not say.
bool count_pages(const std::filesystem::path& path, PageCount& count) {
    const File file(path, O_RDONLY);
    const auto size = static_cast<std::size_t>(file.size());
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    if (size == 0) return true;
    void* const map = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.descriptor(), 0);
    if (map == MAP_FAILED) return false;
    std::vector<unsigned char> pages((size + page - 1) / page);
    const bool told = ::mincore(map, size, pages.data()) == 0;
    ::munmap(map, size);
    count.all += pages.size();
    count.resident += static_cast<std::size_t>(
        std::count_if(pages.begin(), pages.end(), [](unsigned char flags) { return flags & 1; }));
    return told;
}

boost::asio::awaitable<void> read_all(const File& file) {
    Bytes buffer(k_page_buffer);
    std::int64_t offset = 0;
    while (const auto count = file.read_at(offset, buffer)) {
        offset += static_cast<std::int64_t>(count);
        if (offset % k_read_at_once == 0) co_await sleep_for(Seconds(0));
    }
}

}  // namespace

std::vector<std::filesystem::path> model_files(const std::filesystem::path& blobs,
                                               const EngineSetup& setup) {
    std::vector<std::filesystem::path> files{blobs / setup.model_sha256};
    for (const auto& part : setup.further_parts_sha256) files.push_back(blobs / part);
    return files;
}

std::optional<double> resident_share(const std::vector<std::filesystem::path>& files) {
    PageCount count;
    for (const auto& file : files) {
        if (!count_pages(file, count)) return std::nullopt;
    }
    if (count.all == 0) return std::nullopt;
    return static_cast<double>(count.resident) / static_cast<double>(count.all);
}

boost::asio::awaitable<void> prepare_page_cache(std::filesystem::path blobs, TrialOrder order) {
    const auto wanted = order.spec->page_cache;
    if (!wanted || !order.setup) co_return;
    for (const auto& path : model_files(blobs, *order.setup)) {
        File file(path, O_RDONLY);
        if (*wanted == PageCache::warm) {
            co_await read_all(file);
            continue;
        }
        file.sync();  // pages that are not written yet would stay
        ::posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
    }
}

}  // namespace edgebench::agent

#include "agent/blob_store.hpp"

#include "protocol/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace edgebench::agent {
namespace {

constexpr std::size_t k_read_bytes = 1024 * 1024;
// The kernel begins to write back so often, so that the sync at the end is short.
constexpr std::int64_t k_write_back_bytes = 8 * k_mebibyte;

fs::path with_suffix(fs::path path, const char* suffix) {
    path += suffix;
    return path;
}

void check_sha256(const std::string& name) {
    if (!is_sha256_hex(name)) {
        throw Error(ErrorCode::protocol, "'" + name + "' is not a SHA-256 in lower case");
    }
}

// A path below an engine's folder: nothing absolute, empty, hidden behind ".." or with a name that
// only files on their way have.
void check_engine_path(const std::string& path) {
    const bool odd = path.empty() || path.size() > 255 ||
                     std::any_of(path.begin(), path.end(),
                                 [](unsigned char c) { return c < 0x20 || c == '\\'; }) ||
                     path.ends_with(".part") || path.ends_with('/') || fs::path(path).is_absolute();
    const auto parts = fs::path(path);
    const bool leads_out = std::any_of(parts.begin(), parts.end(), [](const fs::path& part) {
        return part == ".." || part == "." || part.empty();
    });
    if (odd || leads_out) {
        throw Error(ErrorCode::protocol, "'" + path + "' is not a path below an engine's folder");
    }
}

std::string in_mebibytes(Bytes64 bytes) {
    return std::to_string(bytes.value() / k_mebibyte) + " MiB";
}

// Touched when it is used: file systems are mounted so that reading does not count.
void mark_used(const fs::path& file) {
    const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW},
                               {.tv_sec = 0, .tv_nsec = UTIME_OMIT}};
    ::utimensat(AT_FDCWD, file.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

struct Candidate {
    std::int64_t last_used_s = 0;
    Bytes64 size;
    fs::path path;
    bool operator<(const Candidate& other) const { return last_used_s < other.last_used_s; }
};

// What could go, least recently used first.
std::vector<Candidate> by_last_use(const fs::path& folder, const std::set<fs::path>& arriving) {
    std::vector<Candidate> candidates;
    for (const auto& item : fs::directory_iterator(folder)) {
        struct stat status{};
        if (arriving.contains(item.path()) || ::lstat(item.path().c_str(), &status) != 0) continue;
        candidates.push_back({std::max(status.st_atim.tv_sec, status.st_mtim.tv_sec),
                              Bytes64(status.st_size), item.path()});
    }
    std::sort(candidates.begin(), candidates.end());
    return candidates;
}

}  // namespace

Bytes64 free_storage(const fs::path& folder) {
    struct statvfs status{};
    if (::statvfs(folder.c_str(), &status) != 0) throw_errno("look at the storage of", folder);
    return Bytes64(static_cast<std::int64_t>(status.f_bavail * status.f_frsize));
}

// The part file, hashed as it grows.
struct Upload::Receiving {
    Receiving(const fs::path& part, std::set<fs::path>& arriving_in)
        : file(part, O_RDWR | O_CREAT | O_NOFOLLOW), arriving(arriving_in) {}
    ~Receiving() { arriving.erase(file.path()); }

    File file;
    Xxh3 hash;
    std::string sha256;
    std::string xxh3_128;
    mode_t mode = 0600;
    std::int64_t written_back = 0;
    bool whole = false;
    std::set<fs::path>& arriving;
};

Upload::Upload(BlobStore& store, fs::path target, const EngineFile& file)
    : store_(&store), target_(std::move(target)), size_(file.size) {
    if (store.index_.holds(target_, file.sha256)) {
        offset_ = arrived_ = size_;
        return;
    }
    const auto part = with_suffix(target_, ".part");
    if (!store.arriving_.insert(part).second) {
        throw Error(ErrorCode::busy,
                    target_.filename().string() + " is arriving on another connection",
                    "Wait until the other upload has ended.", Retry::can_help);
    }
    make_folder(target_.parent_path());
    receiving_ = std::make_unique<Receiving>(part, store.arriving_);
    receiving_->sha256 = file.sha256;
    receiving_->xxh3_128 = file.xxh3_128;
    receiving_->mode = (file.mode & 0755) | 0600;
    adopt_part();
}

void Upload::adopt_part() {
    auto& file = receiving_->file;
    if (file.size() > size_) file.truncate(0);
    file.sync();
    Bytes piece(k_read_bytes);
    while (const auto count = file.read_at(arrived_, piece)) {
        receiving_->hash.update(std::span(piece).first(count));
        arrived_ += static_cast<std::int64_t>(count);
    }
    file.truncate(arrived_);  // and seeks to its end
    offset_ = arrived_;
    receiving_->written_back = arrived_;
}

Upload::Upload(Upload&& other) noexcept = default;

Upload::~Upload() {
    if (receiving_ && !receiving_->whole) ::fdatasync(receiving_->file.descriptor());
}

void Upload::write(ByteView bytes) {
    auto& part = *receiving_;
    part.file.write(bytes);
    part.hash.update(bytes);
    arrived_ += static_cast<std::int64_t>(bytes.size());
    if (arrived_ - part.written_back < k_write_back_bytes) return;
    ::sync_file_range(part.file.descriptor(), part.written_back, arrived_ - part.written_back,
                      SYNC_FILE_RANGE_WRITE);
    part.written_back = arrived_;
}

void Upload::finish() {
    if (!receiving_) return;
    auto& part = *receiving_;
    part.whole = true;
    const auto found = part.hash.digest();
    if (found != part.xxh3_128) {
        fs::remove(part.file.path());
        throw Error(ErrorCode::integrity,
                    target_.filename().string() + " arrived damaged: its XXH3-128 is " + found +
                        " instead of " + part.xxh3_128,
                    "Push it again; if that happens twice, check the cable and the file.",
                    Retry::can_help);
    }
    if (::fchmod(part.file.descriptor(), part.mode) != 0) throw_errno("set the mode of", target_);
    part.file.sync();
    move_file(part.file.path(), target_);
    store_->index_.remember(target_, part.sha256);
}

BlobStore::BlobStore(Paths paths, Bytes64 reserve, FreeStorage free_storage)
    : paths_(std::move(paths)),
      reserve_(reserve),
      free_storage_(std::move(free_storage)),
      index_(paths_.content_index(), paths_.root) {}

Missing BlobStore::find_missing(const FindMissing& question) {
    Missing missing;
    for (const auto& sha256 : question.blobs) {
        check_sha256(sha256);
        const auto blob = paths_.blobs() / sha256;
        if (index_.holds(blob, sha256)) {
            mark_used(blob);
        } else {
            missing.blobs.push_back(sha256);
        }
    }
    if (!question.engine_id.empty()) check_sha256(question.engine_id);
    for (const auto& file : question.engine_files) {
        check_engine_path(file.path);
        const auto path = paths_.engines() / question.engine_id / file.path;
        if (!index_.holds(path, file.sha256)) missing.engine_paths.push_back(file.path);
    }
    return missing;
}

fs::path BlobStore::target_of(const PutContent& request) const {
    check_sha256(request.file.sha256);
    if (request.engine_id.empty()) return paths_.blobs() / request.file.sha256;
    check_sha256(request.engine_id);
    check_engine_path(request.file.path);
    return paths_.engines() / request.engine_id / request.file.path;
}

Upload BlobStore::receive(const PutContent& request) {
    const auto target = target_of(request);
    if (request.file.size < 0) throw Error(ErrorCode::protocol, "a file of negative size");
    if (!is_xxh3_hex(request.file.xxh3_128)) {
        throw Error(ErrorCode::protocol, "'" + request.file.xxh3_128 + "' is not an XXH3-128");
    }
    Upload upload(*this, target, request.file);
    make_room(Bytes64(upload.remaining()));
    return upload;
}

// Nothing is thrown away when that would not be enough.
void BlobStore::make_room(Bytes64 wanted) {
    if (wanted == Bytes64(0)) return;
    const auto free = free_storage_(paths_.root);
    auto lacking = wanted + reserve_ - free;
    std::vector<fs::path> victims;
    for (const auto& candidate : by_last_use(paths_.blobs(), arriving_)) {
        if (lacking <= Bytes64(0)) break;
        victims.push_back(candidate.path);
        lacking -= candidate.size;
    }
    if (lacking > Bytes64(0)) {
        throw Error(ErrorCode::storage_full,
                    "no room on the phone: " + in_mebibytes(free) + " are free, " +
                        in_mebibytes(wanted) + " are to come and " + in_mebibytes(reserve_) +
                        " have to stay free",
                    "Free some storage on the phone, or choose a smaller model.");
    }
    for (const auto& victim : victims) fs::remove(victim);
}

bool BlobStore::has_blob(const std::string& sha256) const {
    return fs::is_regular_file(paths_.blobs() / sha256);
}

bool BlobStore::has_engine_file(const std::string& engine_id, const std::string& path) const {
    return fs::is_regular_file(paths_.engines() / engine_id / path);
}

}  // namespace edgebench::agent

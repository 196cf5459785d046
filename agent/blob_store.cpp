#include "agent/blob_store.hpp"

#include "agent/stored_files.hpp"
#include "protocol/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace fs = std::filesystem;

namespace edgebench::agent {
namespace {

constexpr std::size_t k_read_bytes = 1024 * 1024;
// The kernel begins to write back so often, so that the sync at the end is short.
constexpr std::int64_t k_write_back_bytes = 8 * k_mebibyte;
// A request is answered behind so many bytes: the agent has one thread.
constexpr std::int64_t k_hash_bytes = 32 * k_mebibyte;

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
    asked_about_ = {"engines/" + question.engine_id};
    for (const auto& sha256 : question.blobs) {
        check_sha256(sha256);
        const auto blob = paths_.blobs() / sha256;
        asked_about_.push_back("blobs/" + sha256);
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
        if (index_.holds(path, file.sha256)) {
            mark_used(path);
        } else {
            missing.engine_paths.push_back(file.path);
        }
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
    upload.evicted_ = make_room(Bytes64(upload.remaining()));
    return upload;
}

// Nothing is thrown away when that would not be enough.
std::vector<StoredFile> BlobStore::make_room(Bytes64 wanted) {
    if (wanted == Bytes64(0)) return {};
    auto spared = asked_about_;
    for (const auto& part : arriving_) {
        spared.push_back(whole_of(part.native().substr(paths_.root.native().size() + 1)));
    }
    auto candidates = wholes_of(stored_files(paths_));
    std::erase_if(candidates, [&](const StoredFile& whole) {
        return std::ranges::find(spared, whole.path) != spared.end();
    });
    const auto free = free_storage_(paths_.root);
    std::vector<StoredFile> victims;
    for (auto lacking = wanted + reserve_ - free; lacking > Bytes64(0);) {
        const auto oldest = std::ranges::min_element(candidates, {}, &StoredFile::last_used_s);
        if (oldest == candidates.end()) {
            throw Error(ErrorCode::storage_full,
                        "no room on the phone: " + in_mebibytes(free) + " are free, " +
                            in_mebibytes(wanted) + " are to come and " + in_mebibytes(reserve_) +
                            " have to stay free",
                        "Free some storage on the phone, or choose a smaller model.");
        }
        lacking -= oldest->size;
        victims.push_back(*oldest);
        candidates.erase(oldest);
    }
    if (!victims.empty()) hashing_.reset();  // it would keep the storage
    for (const auto& victim : victims) fs::remove_all(paths_.root / victim.path);
    return victims;
}

FileList BlobStore::list() const {
    return {stored_files(paths_), std::time(nullptr), free_storage_(paths_.root), reserve_};
}

fs::path BlobStore::existing(const std::string& path) const {
    const auto files = stored_files(paths_);
    if (std::ranges::find(files, path, &StoredFile::path) == files.end()) {
        throw Error(ErrorCode::device, "'" + path + "' is not on the phone",
                    "Another host may have removed it; list the files again.", Retry::can_help);
    }
    return paths_.root / path;
}

Hashed BlobStore::hash(const HashFile& request) {
    const auto path = existing(request.path);
    if (request.offset == 0) hashing_.emplace(File(path, O_RDONLY | O_NOATIME));
    if (!hashing_ || hashing_->file.path() != path || hashing_->offset != request.offset) {
        throw Error(ErrorCode::busy, "another host verifies files on this phone",
                    "Wait until it has ended.", Retry::can_help);
    }
    auto& [file, hash, offset] = *hashing_;
    Bytes piece(k_read_bytes);
    std::size_t count = piece.size();
    for (const auto end = offset + k_hash_bytes; offset < end && count == piece.size();) {
        count = file.read_at(offset, piece);
        hash.update(std::span(piece).first(count));
        offset += static_cast<std::int64_t>(count);
    }
    Hashed answer{offset, std::nullopt};
    if (count == piece.size()) return answer;
    answer.sha256 = to_hex(hash.finish());
    index_.remember(path, *answer.sha256);
    hashing_.reset();
    return answer;
}

void BlobStore::remove(const RemoveFiles& request) {
    for (const auto& path : request.paths) {
        if (!arriving_.contains(existing(path))) continue;
        throw Error(ErrorCode::busy, path + " is arriving on another connection",
                    "Wait until that upload has ended.", Retry::can_help);
    }
    hashing_.reset();
    for (const auto& path : request.paths) {
        const auto file = paths_.root / path;
        fs::remove(file);
        for (auto folder = file.parent_path(); folder.parent_path() != paths_.root;) {
            if (::rmdir(folder.c_str()) != 0) break;  // something else is in it
            folder = folder.parent_path();
        }
    }
}

bool BlobStore::has_blob(const std::string& sha256) const {
    return fs::is_regular_file(paths_.blobs() / sha256);
}

bool BlobStore::has_engine_file(const std::string& engine_id, const std::string& path) const {
    return fs::is_regular_file(paths_.engines() / engine_id / path);
}

}  // namespace edgebench::agent

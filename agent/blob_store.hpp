#pragma once
// The large files on the phone: blobs by their SHA-256, and engines' files below engines/<id>/. A
// file under its own name is whole and verified; what is still arriving is called NAME.part.

#include "agent/content_index.hpp"
#include "agent/file.hpp"
#include "agent/paths.hpp"
#include "protocol/messages.hpp"
#include "protocol/sha256.hpp"
#include "protocol/xxh3.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <set>

namespace edgebench::agent {

class BlobStore;

// One file on its way to the phone. When it is given up half-way, what has arrived is kept (synced)
// for the next attempt.
class Upload {
  public:
    Upload(Upload&& other) noexcept;
    ~Upload();

    // So many bytes are durable already, and these files had to go for the rest.
    Offset begin() const { return {offset_, evicted_}; }
    std::int64_t offset() const { return offset_; }
    std::int64_t remaining() const { return size_ - arrived_; }
    // At most `remaining` bytes.
    void write(ByteView bytes);
    // Throws Error::integrity, and forgets what arrived, when it is not what was announced.
    void finish();

  private:
    friend class BlobStore;
    struct Receiving;
    Upload(BlobStore& store, std::filesystem::path target, const EngineFile& file);
    void adopt_part();

    BlobStore* store_;
    std::filesystem::path target_;
    std::unique_ptr<Receiving> receiving_;  // nothing when the file is there already
    std::int64_t size_ = 0;
    std::int64_t offset_ = 0;
    std::int64_t arrived_ = 0;
    std::vector<StoredFile> evicted_;
};

// What may still be written to the file system that holds `folder`.
Bytes64 free_storage(const std::filesystem::path& folder);

class BlobStore {
  public:
    using FreeStorage = std::function<Bytes64(const std::filesystem::path& folder)>;

    // `reserve` stays free whatever arrives.
    BlobStore(Paths paths, Bytes64 reserve, FreeStorage free_storage = agent::free_storage);

    // All throw Error::protocol for a name that is no SHA-256 or leads out of the engine's folder.
    Missing find_missing(const FindMissing& question);
    // Makes room: blobs and whole engines go, the least recently used first, but none that the last
    // question was about. Throws Error::storage_full, and Error::busy when the same file is
    // arriving on another connection. The store outlives the upload.
    Upload receive(const PutContent& request);

    FileList list() const;
    // A piece of it; throws Error::busy when another client has begun anew meanwhile.
    Hashed hash(const HashFile& request);
    // Throws Error::busy, and removes nothing, when one of them is arriving. Both throw
    // Error::device for a path that is not in the list.
    void remove(const RemoveFiles& request);

    bool has_blob(const std::string& sha256) const;
    bool has_engine_file(const std::string& engine_id, const std::string& path) const;

  private:
    friend class Upload;
    // A file of which a piece has been hashed.
    struct Hashing {
        File file;
        Sha256 hash;
        std::int64_t offset = 0;
    };
    std::filesystem::path target_of(const PutContent& request) const;
    std::filesystem::path existing(const std::string& path) const;
    std::vector<StoredFile> make_room(Bytes64 wanted);

    Paths paths_;
    Bytes64 reserve_;
    FreeStorage free_storage_;
    ContentIndex index_;
    std::set<std::filesystem::path> arriving_;
    std::vector<std::string> asked_about_;  // "blobs/…" and "engines/…"
    std::optional<Hashing> hashing_;        // one file at a time
};

}  // namespace edgebench::agent

#pragma once
// Large files to the phone, by the hash of their content: what is there is not sent, what was cut
// goes on where it ended.

#include "host/phone/agent_client.hpp"

#include <filesystem>
#include <functional>
#include <vector>

namespace edgebench::phone {

struct UploadFile {
    std::filesystem::path path;
    EngineFile file;  // of a blob path and mode do not count
};

struct UploadOrder {
    std::string engine_id;
    std::vector<UploadFile> engine_files;
    std::vector<UploadFile> blobs;
};

struct UploadProgress {
    std::string file;
    std::int64_t done = 0;  // of all the bytes that this phone needs
    std::int64_t total = 0;
    // Had to go from the phone since the last call: "blobs/…" and "engines/ID".
    std::vector<StoredFile> evicted;
};

struct UploadSummary {
    std::int64_t sent_bytes = 0;
    std::int64_t resumed_bytes = 0;  // were on the phone from an upload that had been cut
};

// Called on the I/O thread, at least once per mebibyte.
using OnUpload = std::function<void(const UploadProgress&)>;

adb::awaitable<UploadSummary> upload(AgentClient& agent, UploadOrder order, OnUpload on_progress);

}  // namespace edgebench::phone

#pragma once
// What a phone keeps for edgebench, as people see it: models and engines, not files.

#include "protocol/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

enum class ContentKind { model, engine };

struct StoredContent {
    ContentKind kind = ContentKind::model;
    std::string id;    // SHA-256 of the model's file, or the engine's id
    std::string name;  // "demo q4_k_m", where this computer knows it
    std::vector<StoredFile> files;
    Bytes64 size{0};
    std::int64_t last_used_s = 0;  // since 1970, by the phone's clock
    bool in_use = false;           // by the plan that runs
    bool partial = false;          // an upload was cut or is under way
};

struct PhoneStore {
    std::vector<StoredContent> contents;  // the least recently used first
    std::int64_t now_s = 0;               // by the phone's clock
    Bytes64 free{0};
    Bytes64 reserve{0};  // stays free whatever arrives
};

// What `edgebench cache` did and found.
struct CacheReport {
    std::string device;  // serial number
    PhoneStore store;    // as it is now
    std::vector<StoredContent> verified;
    std::vector<StoredContent> removed;  // pruned, or found damaged
};

// What is to go. Nothing is chosen by an empty rule.
struct PruneRule {
    std::optional<Bytes64> keep = {};        // the least recently used go until so much is left
    std::optional<Seconds> unused_for = {};  // what was not used for so long goes
};

}  // namespace edgebench

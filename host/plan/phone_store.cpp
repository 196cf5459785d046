#include "host/plan/phone_store.hpp"

#include "protocol/error.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace edgebench {
namespace {

constexpr std::string_view k_blobs = "blobs/";
constexpr std::string_view k_engines = "engines/";
constexpr std::string_view k_part = ".part";

// Which content a file belongs to.
std::pair<ContentKind, std::string> owner_of(std::string_view path) {
    auto kind = ContentKind::model;
    std::string_view id;
    if (path.starts_with(k_blobs)) {
        id = path.substr(k_blobs.size());
        if (id.ends_with(k_part)) id.remove_suffix(k_part.size());
    } else if (path.starts_with(k_engines)) {
        kind = ContentKind::engine;
        const auto end = path.find('/', k_engines.size());
        if (end != path.npos) id = path.substr(k_engines.size(), end - k_engines.size());
    }
    if (is_sha256_hex(std::string(id))) return {kind, std::string(id)};
    throw Error(ErrorCode::protocol, "the phone lists the file '" + std::string(path) + "'",
                "Something else may lie in edgebench's folder on the phone; `edgebench clean` "
                "removes it.");
}

}  // namespace

PhoneStore phone_store(const FileList& list) {
    std::map<std::pair<ContentKind, std::string>, StoredContent> contents;
    for (const auto& file : list.files) {
        const auto owner = owner_of(file.path);
        auto& content = contents[owner];
        std::tie(content.kind, content.id) = owner;
        content.size += file.size;
        content.last_used_s = std::max(content.last_used_s, file.last_used_s);
        content.in_use = content.in_use || file.in_use;
        content.partial = content.partial || file.path.ends_with(k_part);
        content.files.push_back(file);
    }
    for (auto& [owner, content] : contents) {
        std::ranges::sort(content.files, {}, &StoredFile::path);
    }
    PhoneStore store{{}, list.now_s, list.free, list.reserve};
    for (auto& [owner, content] : contents) store.contents.push_back(std::move(content));
    std::ranges::sort(store.contents, {}, [](const StoredContent& content) {
        return std::tie(content.last_used_s, content.id);
    });
    return store;
}

std::vector<StoredContent> chosen_to_go(const PhoneStore& store, const PruneRule& rule) {
    Bytes64 left{0};
    for (const auto& content : store.contents) left += content.size;
    std::vector<StoredContent> chosen;
    for (const auto& content : store.contents) {
        const Seconds unused(static_cast<double>(store.now_s - content.last_used_s));
        const bool too_old = rule.unused_for && unused >= *rule.unused_for;
        const bool too_much = rule.keep && left > *rule.keep;
        if (content.in_use || !(too_old || too_much)) continue;
        left -= content.size;
        chosen.push_back(content);
    }
    return chosen;
}

}  // namespace edgebench

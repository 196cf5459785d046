#pragma once
// Where everything of edgebench lies on the phone, below one folder (doc/architecture.md, "On the
// phone"). A host also reads some of these by plain adb, so names never change.

#include <filesystem>
#include <string>

namespace edgebench::agent {

struct Paths {
    std::filesystem::path root;

    std::filesystem::path key() const { return root / "key"; }            // 64 hex digits, 0600
    std::filesystem::path endpoint() const { return root / "endpoint"; }  // JSON, agent/daemon.hpp
    std::filesystem::path lock() const { return root / "lock"; }          // agent/lock.hpp
    std::filesystem::path log() const { return root / "agent.log"; }
    std::filesystem::path content_index() const { return root / "content_index"; }
    std::filesystem::path scratch() const { return root / "scratch"; }

    std::filesystem::path blobs() const { return root / "blobs"; }
    std::filesystem::path engines() const { return root / "engines"; }
    std::filesystem::path plans() const { return root / "plans"; }
    std::filesystem::path plan(const std::string& id) const { return plans() / id; }
    std::filesystem::path journal(const std::string& id) const { return plan(id) / "journal"; }
};

// Makes the folders; other apps on the phone can look into the place where the root lies, so it is
// for its owner only.
void prepare(const Paths& paths);

}  // namespace edgebench::agent

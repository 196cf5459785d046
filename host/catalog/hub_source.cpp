#include "host/catalog/hub_source.hpp"

#include "host/config/text_file.hpp"
#include "protocol/error.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace edgebench {
namespace fs = std::filesystem;
namespace {

// What the file has to be; an error says who wants it so.
void add_expectations(fetch::DownloadRequest& request, const ModelPart& part,
                      const std::optional<LockedFile>& pinned) {
    request.size_bytes = part.size_bytes;
    request.sha256 = part.sha256;
    if (!pinned) return;
    if (!request.size_bytes) request.size_bytes = pinned->size_bytes;
    if (!request.sha256) request.sha256 = pinned->sha256;
}

[[noreturn]] void throw_changed(const Error& error, const ModelPart& part, const ModelLock& lock) {
    const bool by_catalogue = part.size_bytes || part.sha256;
    throw Error(error.code(), error.message(),
                by_catalogue ? "The catalogue knows another file of this name: the publisher may "
                               "have replaced it. Name its bytes with a model file of your own "
                               "(doc/commands.md, \"Models\")."
                             : "At its first use here it had other bytes (" + lock.path().string() +
                                   "). To take the new ones, remove its line there; results of the "
                                   "two are of different models.");
}

}  // namespace

HubSource::HubSource(const Paths& paths, OnDownload on_download)
    : hub_(hub_access(paths.environment())),
      lock_(paths.model_lock()),
      hashes_(paths.cache() / "hashes"),
      lists_(paths.models()),
      on_download_(std::move(on_download)) {}

fetch::DownloadRequest HubSource::request_for(const std::string& url,
                                              const fs::path& target) const {
    fetch::DownloadRequest request;
    request.url = url;
    request.target = target;
    request.bearer_token = hub_.token.value_or("");
    return request;
}

void HubSource::fetch(const ModelPart& part, const ModelConfig& config, const fs::path& target) {
    auto request = request_for(file_url(hub_, *config.repository, part.file), target);
    add_expectations(request, part, lock_.find(*config.repository, part.file));
    const auto on_progress = [&](const fetch::DownloadProgress& progress) {
        if (on_download_) on_download_(part.file, progress);
    };
    fetch::Downloaded file;
    try {
        file = fetch::download(request, on_progress);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::integrity) throw;
        throw_changed(error, part, lock_);
    }
    lock_.pin(
        {*config.repository, part.file, file.size_bytes, file.sha256, file.commit.value_or("-")});
    hashes_.remember(target, {file.sha256, file.xxh3_128});
}

std::string HubSource::list(const std::string& repository) {
    const auto target = lists_ / (".list." + std::to_string(::getpid()) + ".json");
    struct Removed {
        const fs::path& path;
        ~Removed() {
            std::error_code ignored;
            fs::remove(path, ignored);
        }
    };
    const Removed removed{target};
    fetch::download(request_for(list_url(hub_, repository), target));
    return read_text_file(target);
}

}  // namespace edgebench

#pragma once
// Model files from the Hub, each with the bytes that the catalogue says or that it had at first
// use.

#include "host/catalog/file_hash.hpp"
#include "host/catalog/hub.hpp"
#include "host/catalog/model_lock.hpp"
#include "host/catalog/model_source.hpp"
#include "host/fetch/download.hpp"

#include <functional>
#include <string>

namespace edgebench {

// `file` is the name within its repository.
using OnDownload =
    std::function<void(const std::string& file, const fetch::DownloadProgress& progress)>;

class HubSource : public ModelSource {
  public:
    HubSource(const Paths& paths, OnDownload on_download);

    // The hash is remembered: nothing reads the file again before it is uploaded.
    void fetch(const ModelPart& part, const ModelConfig& config,
               const std::filesystem::path& target) override;
    std::string list(const std::string& repository) override;

  private:
    fetch::DownloadRequest request_for(const std::string& url,
                                       const std::filesystem::path& target) const;

    HubAccess hub_;
    ModelLock lock_;
    FileHashes hashes_;
    std::filesystem::path lists_;
    OnDownload on_download_;
};

}  // namespace edgebench

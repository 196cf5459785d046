#pragma once
// Shows how a download goes on.

#include "host/catalog/hub_source.hpp"
#include "host/cli/byte_progress.hpp"

#include <string>

namespace edgebench::cli {

class DownloadText {
  public:
    explicit DownloadText(Console& console) : console_(console) {}

    // Refers to this object.
    OnDownload observer();

  private:
    void show(const std::string& file, const fetch::DownloadProgress& progress);

    Console& console_;
    ByteProgress bytes_{console_};
    std::string told_;  // the last line that was no progress
};

}  // namespace edgebench::cli

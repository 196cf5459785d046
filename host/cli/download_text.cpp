#include "host/cli/download_text.hpp"

#include "host/report/safe_text.hpp"

#include <utility>

namespace edgebench::cli {

OnDownload DownloadText::observer() {
    return [this](const std::string& file, const fetch::DownloadProgress& progress) {
        show(file, progress);
    };
}

void DownloadText::show(const std::string& file, const fetch::DownloadProgress& progress) {
    using fetch::Stage;
    if (progress.stage == Stage::downloading || progress.stage == Stage::checking) {
        bytes_.show((progress.stage == Stage::checking ? "check " : "download ") + file,
                    progress.bytes_done, progress.bytes_total.value_or(progress.bytes_done));
        return;
    }
    const auto line = progress.stage == Stage::waiting
                          ? "waiting: another edgebench downloads " + file
                          : "trying again: " + progress.note;
    if (std::exchange(told_, line) != line) console_.err(report::safe_text(line) + "\n");
}

}  // namespace edgebench::cli

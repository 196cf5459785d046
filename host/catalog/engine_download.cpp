#include "host/catalog/engine_download.hpp"

#include "protocol/error.hpp"

#include <system_error>

namespace edgebench {

std::filesystem::path obtain_archive(const EngineArchive& archive, const Paths& paths,
                                     const OnDownload& on_download) {
    fetch::DownloadRequest request;
    request.url = archive.url;
    request.target = paths.cache() / "downloads" / archive.file;
    request.size_bytes = archive.size;
    request.sha256 = archive.sha256;
    std::error_code error;
    if (std::filesystem::is_regular_file(request.target, error)) return request.target;
    const auto on_progress = [&](const fetch::DownloadProgress& progress) {
        if (on_download) on_download(archive.file, progress);
    };
    try {
        fetch::download(request, on_progress);
    } catch (const Error& failure) {
        throw Error(failure.code(), failure.message(),
                    failure.hint() + " Or download it yourself: `edgebench engines install " +
                        archive.name + " --archive FILE`.");
    }
    return request.target;
}

}  // namespace edgebench

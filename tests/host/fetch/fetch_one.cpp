// edgebench-fetch-one URL TARGET [CONNECTIONS]: one download in a process of its own, for tests
// that kill it and for the benchmark. Prints a line as soon as it waits for another process, and at
// the end how long it took and the peak of its memory.

#include "host/fetch/download.hpp"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    using namespace edgebench::fetch;
    DownloadRequest request;
    request.url = argv[1];
    request.target = argv[2];
    request.connections = argc > 3 ? std::atoi(argv[3]) : 1;
    const auto tell_waiting = [](const DownloadProgress& progress) {
        if (progress.stage != Stage::waiting) return;
        std::puts("waiting");
        std::fflush(stdout);
    };
    try {
        const auto begin = std::chrono::steady_clock::now();
        const auto result = download(request, tell_waiting);
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - begin;
        ::rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        std::printf(
            "{\"download_ms\": %.0f, \"bytes\": %lld, \"was_there\": %s, \"sha256\": \"%s\", "
            "\"peak_kib\": %ld}\n",
            time.count(), static_cast<long long>(result.size_bytes),
            result.was_there ? "true" : "false", result.sha256.c_str(), usage.ru_maxrss);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 3;
    }
}

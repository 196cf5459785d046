// edgebench-bench-upload SERIAL FILE: uploads one file through the agent, as `run` does, and prints
// bytes and time as JSON.

#include "host/phone/upload.hpp"

#include "host/adb/server_address.hpp"
#include "host/catalog/file_hash.hpp"
#include "host/config/architecture.hpp"
#include "host/config/paths.hpp"
#include "host/phone/agent_client.hpp"
#include "host/phone/agent_process.hpp"
#include "host/phone/identity.hpp"
#include "host/run/event_loop.hpp"
#include "host/run/phone_session.hpp"
#include "protocol/error.hpp"

#include <chrono>
#include <cstdio>

namespace {

using namespace edgebench;

struct Measured {
    phone::UploadSummary summary;
    std::chrono::milliseconds time{};
};

adb::awaitable<void> upload_one(std::string serial, phone::UploadFile file, Measured* measured) {
    const adb::DeviceHandle phone(adb::server_address_from_environment(), std::move(serial));
    const auto identity = co_await phone::read_identity(phone);
    auto executable = Paths::of_this_process().agent(architecture_of_abi(identity.abi));
    const auto endpoint = co_await phone::start_agent(phone, std::move(executable));
    auto owner = run::owner_name();
    auto agent = co_await phone::AgentClient::connect(phone, endpoint, std::move(owner));
    phone::UploadOrder order;
    order.blobs.push_back(std::move(file));
    const auto begin = std::chrono::steady_clock::now();
    phone::OnUpload ignore = [](const phone::UploadProgress&) {};
    measured->summary = co_await phone::upload(agent, std::move(order), std::move(ignore));
    measured->time = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    try {
        phone::UploadFile file;
        file.path = argv[2];
        file.file.size = static_cast<std::int64_t>(std::filesystem::file_size(file.path));
        const auto hash =
            FileHashes(Paths::of_this_process().cache() / "hashes").hash_of(file.path);
        file.file.sha256 = hash.sha256;
        file.file.xxh3_128 = hash.xxh3_128;
        Measured measured;
        run::EventLoop loop;
        loop.run_until_signal(upload_one(argv[1], std::move(file), &measured));
        std::printf("{\"upload_ms\": %lld, \"sent_bytes\": %lld, \"resumed_bytes\": %lld}\n",
                    static_cast<long long>(measured.time.count()),
                    static_cast<long long>(measured.summary.sent_bytes),
                    static_cast<long long>(measured.summary.resumed_bytes));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 3;
    }
}

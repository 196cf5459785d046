// edgebench-bench-upload SERIAL... FILE: uploads one file through the agents, as `run` does, to all
// phones at once, and prints bytes and time as JSON.

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

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace {

using namespace edgebench;

using Clock = std::chrono::steady_clock;

// From the first upload's begin to the last one's end.
struct Measured {
    phone::UploadSummary summary;
    Clock::time_point begin = Clock::time_point::max();
    Clock::time_point end;
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
    measured->begin = std::min(measured->begin, Clock::now());
    phone::OnUpload ignore = [](const phone::UploadProgress&) {};
    const auto summary = co_await phone::upload(agent, std::move(order), std::move(ignore));
    measured->end = Clock::now();
    measured->summary.sent_bytes += summary.sent_bytes;
    measured->summary.resumed_bytes += summary.resumed_bytes;
}

adb::awaitable<void> upload_all(std::vector<std::string> serials, phone::UploadFile file,
                                Measured* measured) {
    using boost::asio::experimental::awaitable_operators::operator&&;
    auto last = std::move(serials.back());
    serials.pop_back();
    if (serials.empty()) {
        co_await upload_one(std::move(last), std::move(file), measured);
    } else {
        auto others = upload_all(std::move(serials), file, measured);
        co_await (std::move(others) && upload_one(std::move(last), file, measured));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    try {
        phone::UploadFile file;
        file.path = argv[argc - 1];
        file.file.size = static_cast<std::int64_t>(std::filesystem::file_size(file.path));
        const auto hash =
            FileHashes(Paths::of_this_process().cache() / "hashes").hash_of(file.path);
        file.file.sha256 = hash.sha256;
        file.file.xxh3_128 = hash.xxh3_128;
        Measured measured;
        run::EventLoop loop;
        std::vector<std::string> serials(argv + 1, argv + argc - 1);
        loop.run_until_signal(upload_all(std::move(serials), std::move(file), &measured));
        const auto time =
            std::chrono::duration_cast<std::chrono::milliseconds>(measured.end - measured.begin);
        std::printf("{\"upload_ms\": %lld, \"sent_bytes\": %lld, \"resumed_bytes\": %lld}\n",
                    static_cast<long long>(time.count()),
                    static_cast<long long>(measured.summary.sent_bytes),
                    static_cast<long long>(measured.summary.resumed_bytes));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 3;
    }
}

#include "host/run/phone_cache.hpp"

#include "host/plan/phone_store.hpp"
#include "host/run/content_name.hpp"
#include "host/run/event_loop.hpp"
#include "host/run/identity_check.hpp"
#include "host/run/phone_session.hpp"
#include "protocol/error.hpp"

namespace edgebench::run {
namespace {

// On one of the slowest processors a piece takes a second.
constexpr std::chrono::milliseconds k_piece_timeout{60000};

struct CacheJob {
    PhoneSelector selector;
    store::Database database;
    CacheReport report;
};

adb::awaitable<PhoneSession> open_phone(CacheJob& job) {
    auto phone = co_await find_phone(job.selector);
    auto check = identity_check(job.database, job.selector.new_identity);
    auto session =
        co_await PhoneSession::open(std::move(phone), Paths::of_this_process(), std::move(check));
    job.report.device = session.identity().serial;
    co_return session;
}

adb::awaitable<void> list(CacheJob& job, phone::AgentClient& agent) {
    Request request = ListFiles{};
    const auto files = co_await agent.ask<FileList>(std::move(request));
    job.report.store = phone_store(files);
    for (auto& content : job.report.store.contents) {
        content.name = content_name(job.database, Paths::of_this_process(), content);
    }
}

// Even of nothing: the agent refuses it while a plan runs.
adb::awaitable<void> remove(phone::AgentClient& agent, const std::vector<StoredContent>& contents) {
    RemoveFiles files;
    for (const auto& content : contents) {
        for (const auto& file : content.files) files.paths.push_back(file.path);
    }
    Request request = std::move(files);
    co_await agent.call(std::move(request));
}

adb::awaitable<void> prune(CacheJob& job, PruneRule rule) {
    auto session = co_await open_phone(job);
    co_await list(job, session.agent());
    job.report.removed = chosen_to_go(job.report.store, rule);
    co_await remove(session.agent(), job.report.removed);
    co_await list(job, session.agent());
}

// Hashes one content after the other, and says how far it is.
class Verification {
  public:
    Verification(CacheJob& job, PhoneSession& session, const RunObserver& observer)
        : job_(job), session_(session), observer_(observer) {
        for (const auto& content : job.report.store.contents) {
            if (!content.partial) total_ += content.size.value();
        }
    }

    adb::awaitable<void> run() {
        const auto contents = job_.report.store.contents;
        for (const auto& content : contents) {
            if (content.partial) continue;
            const bool good = co_await is_good(content);
            if (good) {
                job_.report.verified.push_back(content);
            } else {
                co_await drop(content);
            }
        }
    }

  private:
    adb::awaitable<bool> is_good(const StoredContent& content) {
        std::vector<std::string> hashes;
        for (const auto& file : content.files) {
            auto found = co_await hash_of(content, file);
            hashes.push_back(std::move(found));
        }
        co_return is_what_it_says(content, hashes);
    }

    adb::awaitable<std::string> hash_of(const StoredContent& content, const StoredFile& file) {
        std::int64_t offset = 0;
        while (true) {
            Request request = HashFile{file.path, offset};
            const auto piece =
                co_await session_.agent().ask<Hashed>(std::move(request), k_piece_timeout);
            done_ += piece.offset - offset;
            offset = piece.offset;
            if (observer_.on_hash) observer_.on_hash(label_of(content), done_, total_);
            if (piece.sha256) co_return *piece.sha256;
        }
    }

    adb::awaitable<void> drop(const StoredContent& content) {
        const std::vector<StoredContent> damaged{content};
        co_await remove(session_.agent(), damaged);
        job_.report.removed.push_back(content);
        const auto text = label_of(content) + " was damaged on the phone and is removed";
        job_.database.record_device_event(session_.identity(), "store", text);
        if (observer_.on_note) observer_.on_note(text);
    }

    CacheJob& job_;
    PhoneSession& session_;
    const RunObserver& observer_;
    std::int64_t done_ = 0;
    std::int64_t total_ = 0;
};

adb::awaitable<void> list_job(CacheJob& job) {
    auto session = co_await open_phone(job);
    co_await list(job, session.agent());
}

adb::awaitable<void> verify(CacheJob& job, const RunObserver& observer) {
    auto session = co_await open_phone(job);
    co_await list(job, session.agent());
    Verification verification(job, session, observer);
    co_await verification.run();
    co_await list(job, session.agent());
}

template <class Work>
CacheReport carry_out(const PhoneSelector& selector, const std::filesystem::path& database,
                      Work work) {
    CacheJob job{selector, store::Database(database), {}};
    EventLoop loop;
    const auto ended = loop.run_until_signal(work(job));
    job.database.close();
    if (ended == Ended::by_signal) throw Error(ErrorCode::cancelled, "cancelled");
    return std::move(job.report);
}

}  // namespace

CacheReport list_cache(const PhoneSelector& selector, const std::filesystem::path& database) {
    return carry_out(selector, database, list_job);
}

CacheReport prune_cache(const PhoneSelector& selector, const std::filesystem::path& database,
                        const PruneRule& rule) {
    return carry_out(selector, database, [&](CacheJob& job) { return prune(job, rule); });
}

CacheReport verify_cache(const PhoneSelector& selector, const std::filesystem::path& database,
                         const RunObserver& observer) {
    return carry_out(selector, database, [&](CacheJob& job) { return verify(job, observer); });
}

}  // namespace edgebench::run

#pragma once
// A plan on a phone, as the host sees it: uploads before it, its journal while it runs, and its
// end.

#include "host/phone/upload.hpp"
#include "host/run/collector.hpp"
#include "host/run/phone_session.hpp"
#include "host/run/request.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace edgebench::run {

class AttendedPlan {
  public:
    // All of these outlive it. `attempts` gets each attempt when it has been stored.
    AttendedPlan(PhoneSession& phone, store::Database& database,
                 boost::asio::thread_pool& background, const RunObserver& observer,
                 std::vector<Attempt>& attempts);

    // Stores and removes what earlier plans left on the phone. One of the same study that still
    // runs is taken over; one of somebody else is Error::busy.
    adb::awaitable<void> collect_earlier(std::string settings_sha256);
    adb::awaitable<phone::UploadSummary> upload(phone::UploadOrder order,
                                                phone::OnUpload on_progress);
    adb::awaitable<void> submit(Plan plan);
    bool under_way() const { return !plan_id_.empty(); }
    // The plan followed last was broken off before it was through, on the phone or by another host.
    bool broken_off() const { return broken_off_; }

    // Until the plan has ended, its results are stored and the phone has forgotten it.
    adb::awaitable<void> follow();
    // Ends the plan now; what it has measured is stored.
    adb::awaitable<void> cancel();

  private:
    adb::awaitable<JournalNews> read_on(ReadMode mode);
    adb::awaitable<void> read_to_end();
    adb::awaitable<void> adopt_or_collect(PlanSummary plan, std::string settings_sha256);
    adb::awaitable<void> finish();
    void take_up(std::string plan_id);
    void report(const JournalNews& news);

    // Repeats `step` when the connection breaks and the phone comes back.
    template <class Step>
    adb::awaitable<void> surviving_cuts(Step step);

    PhoneSession& phone_;
    store::Database& database_;
    boost::asio::thread_pool& background_;
    const RunObserver& observer_;
    std::vector<Attempt>& attempts_;

    std::string plan_id_;
    std::int64_t received_ = 0;  // bytes of its journal
    std::unique_ptr<JournalReader> reader_;
    std::unique_ptr<Collector> collector_;
    PlanState state_ = PlanState::running;
    bool broken_off_ = false;
};

}  // namespace edgebench::run

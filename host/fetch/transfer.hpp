#pragma once
// Brings all bytes of one file into its part file, over one or several connections, and hashes them
// meanwhile.
//
// Each connection is a lane with a range to fetch; a fault makes its lane pause and ask for the
// rest of its range again. A file that cannot be pieced together (no entity tag and no hash, or a
// server that ignores ranges) has one lane, and a fault begins it anew.

#include "host/fetch/connection.hpp"
#include "host/fetch/download.hpp"
#include "host/fetch/following_hash.hpp"
#include "host/fetch/part_file.hpp"
#include "host/fetch/rate_meter.hpp"
#include "protocol/error.hpp"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace edgebench::fetch {

struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

class Transfer {
  public:
    // Continues what the part file holds, if it belongs to this request.
    Transfer(const DownloadRequest& request, const DownloadLimits& limits, const PartFile& part,
             const OnProgress& on_progress, std::stop_token stop);
    ~Transfer();

    // Throws Error. What has arrived stays in the part file.
    Hashes run();
    // From zero again; false when that has happened too often to help.
    bool start_over();

    std::int64_t size_bytes() const { return state_.size_bytes; }
    // What the whole must have; empty when nobody said.
    const std::string& expected_sha256() const { return state_.sha256; }
    const Announced& announced() const { return announced_; }
    // Whether bytes of an earlier process are in it.
    bool was_resumed() const { return was_resumed_; }

  private:
    using Time = Connection::Clock::time_point;
    struct Lane;
    struct StartOver {};
    enum class Perform { lanes_wait, a_lane_is_free };

    void resume();
    bool is_ours(const PartState& state) const;
    void forget_bytes();
    void fetch_missing();
    void start_lanes();
    std::optional<ByteRange> next_piece();
    Perform perform();
    void settle(Lane& lane, CURLcode code);
    void pause_or_throw(Lane& lane, const Error& fault);
    void close_silent_lanes();
    void close_stale_lanes();

    void on_answer(Lane& lane, const AnswerReader& reader);
    void on_bytes(Lane& lane, std::span<const std::uint8_t> bytes);
    bool is_same_file(const Delivery& delivery, const Announced& announced) const;
    void begin_whole(Lane& lane);
    void identify(const Delivery& delivery);
    bool can_splice() const;

    bool is_complete() const;
    std::int64_t bytes_before_first_gap() const;
    std::int64_t missing_bytes() const;
    void save_state();
    void save_state_after(const Error& fault);
    void account(Time now);
    void report(Stage stage, const std::string& note = {});
    void wait(Time now);
    Hashes finish_hash();

    const DownloadRequest& request_;
    const DownloadLimits& limits_;
    const PartFile& part_;
    const OnProgress& on_progress_;
    std::stop_token stop_;

    std::unique_ptr<CURLM, MultiDeleter> multi_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::unique_ptr<FollowingHash> hash_;
    RateMeter rate_;
    Time next_report_;
    Time next_save_;

    PartState state_;         // which file it is; `missing` is what no lane has taken yet
    bool is_known_ = false;   // whether state_ says anything
    bool is_single_ = false;  // one lane only, once and for all
    bool was_heard_ = false;  // an answer came at all
    bool was_resumed_ = false;
    int starts_ = 0;
    Announced announced_;
};

}  // namespace edgebench::fetch

#include "host/fetch/transfer.hpp"

#include "host/fetch/fetch_errors.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace edgebench::fetch {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_report_every{250};
constexpr milliseconds k_save_every{1000};
constexpr std::int64_t k_worth_a_try = 1024 * 1024;  // so much of progress, and tries count anew
constexpr int k_most_starts = 4;

std::string seconds_text(milliseconds time) {
    const auto tenths = (time.count() + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

struct Transfer::Lane {
    Lane(Transfer& owner, CURLM* multi)
        : connection(
              multi, owner.request_,
              {[this, &owner](const AnswerReader& reader) { owner.on_answer(*this, reader); },
               [this, &owner](std::span<const std::uint8_t> bytes) {
                   owner.on_bytes(*this, bytes);
               }}) {}

    Connection connection;
    ByteRange range;        // still to come
    bool is_stale = false;  // its bytes are of no use any more
    int faults = 0;
    std::int64_t bytes_since_fault = 0;
    Time not_before{};
};

Transfer::Transfer(const DownloadRequest& request, const DownloadLimits& limits,
                   const PartFile& part, const OnProgress& on_progress, std::stop_token stop)
    : request_(request),
      limits_(limits),
      part_(part),
      on_progress_(on_progress),
      stop_(std::move(stop)) {
    static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised != CURLE_OK) throw Error(ErrorCode::internal, "libcurl does not start");
    multi_.reset(curl_multi_init());
    for (int i = 0; i < std::max(1, request.connections); ++i) {
        lanes_.push_back(std::make_unique<Lane>(*this, multi_.get()));
    }
    resume();
}

Transfer::~Transfer() = default;

void Transfer::resume() {
    auto state = part_.state();
    if (!state || !is_ours(*state)) return forget_bytes();
    state_ = *std::move(state);
    is_known_ = was_resumed_ = true;
    part_.require_room(missing_bytes(), limits_.reserve_bytes);
    hash_ = std::make_unique<FollowingHash>(part_.descriptor(), part_.path());
}

bool Transfer::is_ours(const PartState& state) const {
    if (request_.size_bytes && *request_.size_bytes != state.size_bytes) return false;
    if (request_.sha256) return *request_.sha256 == state.sha256;
    // A crash of the machine can lose bytes that the state counts, which only a hash would find.
    return !state.sha256.empty() || (!state.etag.empty() && state.boot_id == this_boot());
}

void Transfer::forget_bytes() {
    hash_.reset();  // it reads the file
    part_.clear();
    state_ = {};
    is_known_ = was_resumed_ = false;
    for (auto& lane : lanes_) lane->range = {};
    hash_ = std::make_unique<FollowingHash>(part_.descriptor(), part_.path());
}

bool Transfer::start_over() {
    for (auto& lane : lanes_) lane->connection.close();
    forget_bytes();
    return ++starts_ < k_most_starts;
}

Hashes Transfer::run() {
    const std::stop_callback wake(stop_, [this] { curl_multi_wakeup(multi_.get()); });
    try {
        fetch_missing();
    } catch (const Error& fault) {
        save_state_after(fault);
        throw;
    }
    save_state();
    return finish_hash();
}

void Transfer::fetch_missing() {
    while (!is_complete()) {
        if (stop_.stop_requested()) throw cancelled(request_.url);
        start_lanes();
        const auto outcome = perform();
        close_silent_lanes();
        const auto now = Connection::Clock::now();
        account(now);
        if (outcome == Perform::lanes_wait && !is_complete()) wait(now);
    }
}

void Transfer::start_lanes() {
    const auto now = Connection::Clock::now();
    for (auto& lane : lanes_) {
        if (lane->connection.is_busy() || now < lane->not_before) continue;
        if (lane->range.empty()) {
            const auto piece = next_piece();
            if (!piece) continue;
            lane->range = *piece;
        }
        lane->connection.ask(lane->range, state_.etag);
    }
}

std::optional<ByteRange> Transfer::next_piece() {
    const bool is_alone = std::all_of(lanes_.begin(), lanes_.end(),
                                      [](const auto& lane) { return lane->range.empty(); });
    const bool is_whole = is_single_ || lanes_.size() == 1;
    if ((is_whole || !is_known_) && !is_alone) return std::nullopt;
    if (!is_known_) return ByteRange{0, is_whole ? k_open_end : limits_.piece_bytes};
    if (state_.missing.empty()) return std::nullopt;
    auto& first = state_.missing.front();
    ByteRange piece = first;
    if (!is_whole) piece.end = std::min(piece.end, piece.begin + limits_.piece_bytes);
    first.begin = piece.end;
    if (first.empty()) state_.missing.erase(state_.missing.begin());
    return piece;
}

Transfer::Perform Transfer::perform() {
    auto result = Perform::lanes_wait;
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    close_stale_lanes();
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const auto* easy = message->easy_handle;
        const auto code = message->data.result;
        const auto lane = std::find_if(lanes_.begin(), lanes_.end(), [easy](const auto& one) {
            return one->connection.is(easy);
        });
        if (lane != lanes_.end()) settle(**lane, code);
        result = Perform::a_lane_is_free;
    }
    return result;
}

void Transfer::settle(Lane& lane, CURLcode code) {
    try {
        lane.connection.conclude(code);
        if (!lane.range.empty()) {
            throw broken_connection(request_.url, "the server ended the answer too early");
        }
        lane.faults = 0;
    } catch (const StartOver&) {
        if (start_over()) return;
        throw unfit_answer(request_.url, "the server sends another file with each answer");
    } catch (const Error& fault) {
        // Whoever was never reached is not there, or its name is wrong.
        const bool is_nobody = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT;
        if (!fault.transient() || (is_nobody && !was_heard_)) throw;
        pause_or_throw(lane, fault);
    }
}

void Transfer::pause_or_throw(Lane& lane, const Error& fault) {
    if (lane.bytes_since_fault >= k_worth_a_try) lane.faults = 0;
    lane.bytes_since_fault = 0;
    if (++lane.faults >= limits_.tries) throw gave_up(fault, lane.faults);
    const milliseconds asked = lane.connection.retry_after();
    if (asked > limits_.longest_pause) {
        throw Error(fault.code(), fault.message() + " and asks to wait for " + seconds_text(asked),
                    "Try again after that time; what has arrived is kept.");
    }
    const auto doubled = limits_.first_pause * (1 << std::min(lane.faults - 1, 16));
    const auto pause = std::max(asked, std::min(doubled, limits_.longest_pause));
    if (!can_splice()) forget_bytes();
    lane.not_before = Connection::Clock::now() + pause;
    report(Stage::retrying, fault.message() + "; trying again in " + seconds_text(pause));
}

void Transfer::close_silent_lanes() {
    const auto now = Connection::Clock::now();
    for (auto& lane : lanes_) {
        if (!lane->connection.is_busy()) continue;
        if (now - lane->connection.last_heard() < limits_.silence) continue;
        lane->connection.close();
        pause_or_throw(*lane, broken_connection(request_.url, "the server has sent nothing for " +
                                                                  seconds_text(limits_.silence)));
    }
}

void Transfer::close_stale_lanes() {
    for (auto& lane : lanes_) {
        if (lane->is_stale) lane->connection.close();
        lane->is_stale = false;
    }
}

void Transfer::on_answer(Lane& lane, const AnswerReader& reader) {
    if (lane.is_stale) return;
    was_heard_ = true;
    const auto delivery = delivery_of(request_, reader, lane.range);
    if (!delivery) throw StartOver{};
    announced_ = reader.announced();
    const bool is_whole_again = is_known_ && reader.answer().status == 200;
    if (is_whole_again) begin_whole(lane);
    if (!is_known_) {
        identify(*delivery);
        const ByteRange rest{delivery->range.end, delivery->size_bytes};
        // The pieces could be of two versions of the file.
        if (!rest.empty() && !can_splice()) {
            is_single_ = true;
            throw StartOver{};
        }
        if (!rest.empty()) state_.missing = {rest};
    } else if (!is_same_file(*delivery, announced_)) {
        throw StartOver{};
    }
    lane.range = delivery->range;
}

bool Transfer::is_same_file(const Delivery& delivery, const Announced& announced) const {
    const bool is_other_tag =
        !state_.etag.empty() && !delivery.etag.empty() && delivery.etag != state_.etag;
    const bool is_other_hash =
        !state_.sha256.empty() && announced.sha256 && *announced.sha256 != state_.sha256;
    return delivery.size_bytes == state_.size_bytes && !is_other_tag && !is_other_hash;
}

// Ranges are ignored, or the file is not the one that was begun: this answer brings it all.
void Transfer::begin_whole(Lane& lane) {
    for (auto& other : lanes_) {
        other->is_stale = other.get() != &lane && other->connection.is_busy();
    }
    is_single_ = true;
    if (++starts_ >= k_most_starts) {
        throw unfit_answer(request_.url,
                           "the server sends the whole file again instead of the rest");
    }
    forget_bytes();
}

void Transfer::identify(const Delivery& delivery) {
    part_.require_room(delivery.size_bytes, limits_.reserve_bytes);
    state_.size_bytes = delivery.size_bytes;
    state_.etag = delivery.etag;
    state_.sha256 = request_.sha256 ? *request_.sha256 : announced_.sha256.value_or("");
    is_known_ = true;
}

bool Transfer::can_splice() const {
    return is_known_ && (!state_.etag.empty() || !state_.sha256.empty());
}

void Transfer::on_bytes(Lane& lane, std::span<const std::uint8_t> bytes) {
    if (lane.is_stale) return;
    const auto count = static_cast<std::int64_t>(bytes.size());
    if (count > lane.range.end - lane.range.begin) {
        throw unfit_answer(request_.url, "the server sends more bytes than it announced");
    }
    part_.write_at(lane.range.begin, bytes);
    lane.range.begin += count;
    lane.bytes_since_fault += count;
}

bool Transfer::is_complete() const {
    return is_known_ && missing_bytes() == 0;
}

std::int64_t Transfer::bytes_before_first_gap() const {
    if (!is_known_) return 0;
    auto first = state_.missing.empty() ? state_.size_bytes : state_.missing.front().begin;
    for (const auto& lane : lanes_) {
        if (!lane->range.empty()) first = std::min(first, lane->range.begin);
    }
    return first;
}

std::int64_t Transfer::missing_bytes() const {
    std::int64_t missing = 0;
    for (const auto& range : state_.missing) missing += range.end - range.begin;
    for (const auto& lane : lanes_) missing += lane->range.end - lane->range.begin;
    return missing;
}

void Transfer::save_state() {
    if (!can_splice()) return;
    auto state = state_;
    state.boot_id = this_boot();
    for (const auto& lane : lanes_) {
        if (!lane->range.empty()) state.missing.push_back(lane->range);
    }
    std::sort(state.missing.begin(), state.missing.end(),
              [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
    std::vector<ByteRange> joined;
    for (const auto& range : state.missing) {
        if (!joined.empty() && joined.back().end == range.begin) {
            joined.back().end = range.end;
        } else {
            joined.push_back(range);
        }
    }
    state.missing = std::move(joined);
    part_.save(state);
}

void Transfer::save_state_after(const Error& fault) {
    try {
        save_state();
    } catch (const Error& second) {
        throw Error(fault.code(), fault.message() + "; and " + second.message(), second.hint());
    }
}

void Transfer::account(Time now) {
    hash_->advance(bytes_before_first_gap());
    if (now >= next_save_) {
        next_save_ = now + k_save_every;
        save_state();
    }
    if (now >= next_report_ && is_known_) {
        next_report_ = now + k_report_every;
        rate_.add(now, state_.size_bytes - missing_bytes());
        report(Stage::downloading);
    }
}

void Transfer::report(Stage stage, const std::string& note) {
    if (!on_progress_) return;
    DownloadProgress progress;
    progress.stage = stage;
    progress.note = note;
    if (is_known_) {
        progress.bytes_total = state_.size_bytes;
        progress.bytes_done =
            stage == Stage::checking ? hash_->hashed_bytes() : state_.size_bytes - missing_bytes();
        progress.bytes_per_s = stage == Stage::checking ? std::nullopt : rate_.bytes_per_s();
    }
    if (progress.bytes_per_s && *progress.bytes_per_s > 0) {
        const auto missing = static_cast<double>(missing_bytes());
        progress.left = std::chrono::seconds(std::llround(missing / *progress.bytes_per_s));
    }
    on_progress_(progress);
}

// Until something arrives, a lane may go on, or it is time to report.
void Transfer::wait(Time now) {
    auto until = now + k_report_every;
    for (const auto& lane : lanes_) {
        if (lane->connection.is_busy()) {
            until = std::min(until, lane->connection.last_heard() + limits_.silence);
        } else if (lane->not_before > now) {
            until = std::min(until, lane->not_before);
        }
    }
    const auto patience = std::chrono::ceil<milliseconds>(until - now);
    curl_multi_poll(multi_.get(), nullptr, 0,
                    static_cast<int>(std::max(patience, milliseconds(0)).count()), nullptr);
}

Hashes Transfer::finish_hash() {
    hash_->end_at(state_.size_bytes);
    return hash_->result([this](std::int64_t) {
        if (stop_.stop_requested()) throw cancelled(request_.url);
        report(Stage::checking);
    });
}

}  // namespace edgebench::fetch

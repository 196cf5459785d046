#include "host/cli/byte_progress.hpp"

#include "host/report/progress_line.hpp"
#include "host/report/safe_text.hpp"

namespace edgebench::cli {

void ByteProgress::begin(const std::string& label, std::int64_t done) {
    label_ = label;
    tenths_ = 0;
    began_ = std::chrono::steady_clock::now();
    began_at_ = done;
}

// Since the beginning; nothing while that says little.
std::optional<double> ByteProgress::bytes_per_s(std::int64_t done) const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
    if (passed.count() < 1) return std::nullopt;
    return static_cast<double>(done - began_at_) / passed.count();
}

void ByteProgress::show(const std::string& label, std::int64_t done, std::int64_t total) {
    if (label != label_ || done < began_at_) begin(label, done);
    if (const auto width = console_.err_width()) {
        console_.show_status(
            report::byte_progress(label, {done, total, bytes_per_s(done)}, *width - 1));
        return;
    }
    const auto tenths = total > 0 ? done * 10 / total : 10;
    if (tenths <= tenths_) return;
    tenths_ = tenths;
    console_.err(report::safe_text(label) + ": " + std::to_string(tenths * 10) + " %\n");
}

}  // namespace edgebench::cli

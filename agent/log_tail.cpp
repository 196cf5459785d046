#include "agent/log_tail.hpp"

#include <utility>

namespace edgebench::agent {
namespace {

constexpr std::size_t k_most_lines = 64;
constexpr std::size_t k_longest_line = 500;  // the rest of a longer one is dropped

}  // namespace

LogTail::LogTail(std::function<void(std::string_view)> on_line) : on_line_(std::move(on_line)) {}

void LogTail::feed(std::string_view bytes) {
    for (const char byte : bytes) {
        if (byte == '\n') {
            add_line();
        } else if (pending_.size() < k_longest_line) {
            pending_ += byte;
        }
    }
}

void LogTail::add_line() {
    on_line_(pending_);
    lines_.push_back(std::exchange(pending_, {}));
    if (lines_.size() > k_most_lines) lines_.pop_front();
}

std::string LogTail::text() const {
    std::string text;
    for (const auto& line : lines_) text += line + "\n";
    return text + pending_;
}

}  // namespace edgebench::agent

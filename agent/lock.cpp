#include "agent/lock.hpp"

#include "agent/clock.hpp"
#include "protocol/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace edgebench::agent {
namespace {

constexpr std::size_t k_lock_bytes = 1024;
constexpr std::size_t k_longest_owner = 200;

// An owner comes from a host: it may neither add lines nor fill the file.
std::string one_line(std::string text) {
    text.resize(std::min(text.size(), k_longest_owner));
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    return text;
}

template <class Number>
std::optional<Number> number_from(std::string_view text) {
    Number value = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string format_lock(const LockText& text) {
    std::string result = "owner=" + one_line(text.owner) + "\nplan=" + text.plan +
                         "\nboot_id=" + text.boot_id +
                         "\npid=" + (text.pid ? std::to_string(*text.pid) : "") +
                         "\nexpires_boottime_ns=" + std::to_string(text.expires.value()) + "\n";
    result.resize(k_lock_bytes, '\n');
    return result;
}

LockText parse_lock(std::string_view text) {
    LockText result;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto name = line.substr(0, line.find('='));
        const auto value = line.substr(std::min(line.size(), name.size() + 1));
        if (name == "owner") result.owner = value;
        if (name == "plan") result.plan = value;
        if (name == "boot_id") result.boot_id = value;
        if (name == "pid") result.pid = number_from<int>(value);
        if (name == "expires_boottime_ns") {
            result.expires = DeviceTime(number_from<std::int64_t>(value).value_or(0));
        }
    }
    return result;
}

std::string expiry_in_words(const LockText& text) {
    const auto left = seconds_between(now(), text.expires);
    const auto expiry = std::time(nullptr) + static_cast<std::time_t>(left.value());
    std::tm parts{};
    ::gmtime_r(&expiry, &parts);
    char words[32];
    return {words, std::strftime(words, sizeof words, "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::optional<Lock> Lock::try_take(const std::filesystem::path& path) {
    File file(path, O_RDWR | O_CREAT);
    if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) return Lock(std::move(file));
    if (errno == EWOULDBLOCK) return std::nullopt;
    throw_errno("lock", path);
}

LockText Lock::read(const std::filesystem::path& path) {
    return parse_lock(read_text(path).value_or(""));
}

void Lock::take_over(std::string boot_id) {
    text_ = {};
    text_.boot_id = std::move(boot_id);
    text_.pid = ::getpid();
    renew();
}

void Lock::begin_plan(const std::string& owner, const std::string& plan) {
    text_.owner = owner;
    text_.plan = plan;
    renew();
}

void Lock::end_plan() {
    begin_plan("", "");
}

void Lock::renew(Seconds window) {
    text_.expires = later(now(), window + k_lock_validity);
    write();
}

void Lock::leave() {
    text_ = {};
    write();
}

void Lock::write() {
    const auto text = format_lock(text_);
    if (::pwrite(file_.descriptor(), text.data(), text.size(), 0) !=
        static_cast<ssize_t>(text.size())) {
        throw_errno("write", file_.path());
    }
}

}  // namespace edgebench::agent

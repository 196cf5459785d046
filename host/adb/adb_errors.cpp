#include "host/adb/adb_errors.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace edgebench::adb {
namespace {

constexpr std::size_t k_max_printed = 200;

struct Meaning {
    std::string_view part;  // of adb's text, in lower case
    ErrorCode code;
    Retry retry;
    std::string_view hint;
};

// The first that occurs in the text decides. Texts of adb 29 to 35 and of its device side.
constexpr std::array k_meanings = {
    Meaning{"device unauthorized", ErrorCode::device_refused, Retry::useless, k_unauthorised_hint},
    Meaning{"still authorizing", ErrorCode::device_refused, Retry::can_help, k_unauthorised_hint},
    Meaning{"device offline", ErrorCode::device_lost, Retry::can_help, k_offline_hint},
    Meaning{"device still connecting", ErrorCode::device_lost, Retry::can_help, k_offline_hint},
    Meaning{"no permissions", ErrorCode::host, Retry::useless,
            "Install the udev rules (package android-sdk-platform-tools-common), add yourself to "
            "the group plugdev and log in again."},
    Meaning{"more than one device", ErrorCode::no_device, Retry::useless, k_choose_hint},
    Meaning{"no devices", ErrorCode::no_device, Retry::can_help, k_no_phone_hint},
    Meaning{"no space left on device", ErrorCode::storage_full, Retry::useless,
            "Free space on the phone, or run `edgebench clean`."},
    Meaning{"permission denied", ErrorCode::device, Retry::useless,
            "The shell user of the phone may not do this there."},
    Meaning{"read-only file system", ErrorCode::device, Retry::useless,
            "The shell user of the phone can write below /data/local/tmp."},
    Meaning{"no such file or directory", ErrorCode::device, Retry::useless,
            "Check the path on the phone."},
    Meaning{"unknown host service", ErrorCode::host, Retry::useless,
            "This adb server is too old: install adb 29 or newer and run `adb kill-server`."},
};

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result(text.substr(0, k_max_printed));
    std::replace_if(
        result.begin(), result.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    while (result.ends_with(' ')) {
        result.pop_back();
    }
    return text.size() > k_max_printed ? result + "…" : result;
}

Error error_from_fail(std::string_view text, const Peer& peer, ErrorCode code) {
    const std::string message = peer.name + ": " + printable(text);
    const std::string lower = lower_case(text);
    for (const Meaning& meaning : k_meanings) {
        if (lower.find(meaning.part) != std::string::npos) {
            return Error(meaning.code, message, std::string(meaning.hint), meaning.retry);
        }
    }
    if (lower.starts_with("device '") && lower.find("not found") != std::string::npos) {
        return Error(ErrorCode::no_device, message, std::string(k_no_phone_hint), Retry::can_help);
    }
    if (lower == "closed") {
        return Error(code, peer.name + ": the phone refused or closed the service", peer.hint,
                     Retry::can_help);
    }
    return Error(code, message, "Try the same with `adb` by hand: it may say more.");
}

}  // namespace edgebench::adb

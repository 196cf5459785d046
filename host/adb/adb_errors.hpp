#pragma once
// What adb's failure texts mean, and what the reader can do about each.

#include "host/adb/stream.hpp"
#include "protocol/error.hpp"

#include <string_view>

namespace edgebench::adb {

constexpr std::string_view k_unauthorised_hint =
    "Unlock the phone and accept the question 'Allow USB debugging?'. If it does not appear, "
    "run `adb kill-server` and plug the phone in again.";
constexpr std::string_view k_offline_hint =
    "Unplug the phone and plug it in again; over Wi-Fi run `adb disconnect` and then `adb connect "
    "HOST:PORT`.";
constexpr std::string_view k_no_phone_hint =
    "Turn on developer options and USB debugging on the phone and plug it in, or run `adb connect "
    "HOST:PORT`. `edgebench devices` lists what adb sees.";
constexpr std::string_view k_choose_hint = "Choose one with --device SERIAL.";

// The Error for the text after FAIL. `code` is what it is when the text says nothing more exact.
Error error_from_fail(std::string_view text, const Peer& peer, ErrorCode code);

// A service name as it may stand in a message: cut, without control characters.
std::string printable(std::string_view text);

}  // namespace edgebench::adb

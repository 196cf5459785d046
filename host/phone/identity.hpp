#pragma once
// Who a phone is: its serial-number property and a random id file, never an address or adb's name
// for it.

#include "host/adb/device.hpp"
#include "host/types/study.hpp"

#include <string_view>

namespace edgebench::phone {

// The answer of the phone's shell to the identity question, a value a line. Throws Error::device
// when a needed one is missing.
DeviceIdentity parse_identity(std::string_view text);

// `id` is empty when the phone has no id file yet.
adb::awaitable<DeviceIdentity> read_identity(adb::DeviceHandle phone);

// Leaves the id file at first contact, or gives a known phone its id back.
adb::awaitable<void> write_id(adb::DeviceHandle phone, std::string id);

}  // namespace edgebench::phone

#pragma once
// Who this machine itself is, when it is measured in place of a phone.

#include "host/adb/device.hpp"
#include "host/types/study.hpp"

#include <filesystem>

namespace edgebench::phone {

// From the machine id (hashed, as machine-id(5) asks for; the host's name where there is none) and
// what the kernel and the distribution say, below `root` ("/" but in tests). A machine with another
// /sys than its own is simulated.
DeviceIdentity read_machine_identity(const adb::ThisMachine& machine,
                                     const std::filesystem::path& root);

}  // namespace edgebench::phone

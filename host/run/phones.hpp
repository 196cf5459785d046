#pragma once
// What the commands beside `run` do with phones.

#include "host/adb/adb_parser.hpp"
#include "host/run/request.hpp"

#include <optional>
#include <string>
#include <vector>

namespace edgebench::run {

struct SeenPhone {
    std::string server;  // "127.0.0.1:5037"
    adb::ListedDevice listed;
    std::optional<DeviceIdentity> identity;  // of one that is ready
};
std::vector<SeenPhone> list_phones(const PhoneSelector& selector);

// One line of `doctor`.
enum class Health { good, note, problem };
struct Finding {
    Health health = Health::good;
    std::string subject;  // "adb", "phone 0A1B2C", "battery"
    std::string text;
    std::string hint;
};
std::vector<Finding> examine(const PhoneSelector& selector, const std::filesystem::path& database);

struct Collected {
    std::int64_t plans = 0;  // whose results are stored now and which the phone has forgotten
    std::vector<Attempt> attempts;  // newly stored
    std::int64_t still_running = 0;
};
// Stores what ended plans left on the phone, through the agent or, where none can be started, by
// plain adb.
Collected collect(const PhoneSelector& selector, const std::filesystem::path& database);
// Ends the plan that runs, whoever's it is, and collects what it has measured.
Collected cancel(const PhoneSelector& selector, const std::filesystem::path& database);
// Collects, then leaves no trace of edgebench on the phone.
Collected clean(const PhoneSelector& selector, const std::filesystem::path& database);

}  // namespace edgebench::run

#include "host/adb/client_program.hpp"
#include "host/adb/services.hpp"
#include "host/catalog/choose_engine.hpp"
#include "host/config/architecture.hpp"
#include "host/config/paths.hpp"
#include "host/phone/agent_client.hpp"
#include "host/phone/identity.hpp"
#include "host/run/event_loop.hpp"
#include "host/run/identity_check.hpp"
#include "host/run/phone_session.hpp"
#include "host/run/phones.hpp"
#include "host/run/prepare.hpp"
#include "host/store/database.hpp"
#include "protocol/enum_names.hpp"
#include "protocol/error.hpp"

// `edgebench doctor`, first part: what is there, what is missing, and what to do about it.

namespace edgebench::run {
namespace {

using Findings = std::vector<Finding>;

#ifdef __aarch64__
constexpr auto k_own_architecture = Architecture::arm64;
#else
constexpr auto k_own_architecture = Architecture::x86_64;
#endif

void add_error(Findings& findings, const std::string& subject, const Error& error) {
    findings.push_back({Health::problem, subject, error.message(), error.hint()});
}

std::string mebibytes(Bytes64 bytes) {
    return std::to_string(bytes.value() / k_mebibyte) + " MiB";
}

// What `look` says, or why it cannot: a note, because only the phone's own architecture is needed.
template <class Look>
void add_look(Findings& findings, const std::string& subject, Look look) {
    try {
        findings.push_back({Health::good, subject, look(), ""});
    } catch (const Error& error) {
        findings.push_back({Health::note, subject, error.message(), error.hint()});
    }
}

std::string describe_engine(const Paths& paths, Target target) {
    const auto engine = choose_engine(paths, target, {}, FileHashes(paths.cache() / "hashes"));
    Bytes64 size{0};
    for (const auto& item : engine.files) size += Bytes64(item.file.size);
    auto text = engine.build.name + " " + engine.build.version + ", " +
                std::to_string(engine.files.size()) + " files, " + mebibytes(size) + ": " +
                engine.folder.string();
    for (const auto& note : engine.notes) text += "; " + note;
    return text;
}

void examine_files(Findings& findings, const Paths& paths) {
    for (const auto architecture : {Architecture::arm64, Architecture::x86_64}) {
        const std::string name(name_of(architecture));
        add_look(findings, "agent " + name, [&] { return paths.agent(architecture).string(); });
    }
    for (const Target target : {Target{Platform::android, Architecture::arm64},
                                Target{Platform::gnu_linux, k_own_architecture}}) {
        add_look(findings, "engine " + name_of(target),
                 [&] { return describe_engine(paths, target); });
    }
    findings.push_back({Health::good, "models", paths.models().string(), ""});
}

adb::awaitable<void> examine_adb(Findings& findings) {
    try {
        const auto version = co_await adb::client_version();
        findings.push_back(
            {Health::good, "adb", version.text + ": " + adb::wireless_advice(version), ""});
    } catch (const Error& error) {
        add_error(findings, "adb", error);
    }
}

void examine_battery(Findings& findings, const BatteryState& battery) {
    std::string text;
    if (battery.level_percent) text += std::to_string(*battery.level_percent) + " %";
    if (battery.temperature_raw)
        text += ", " + std::to_string(*battery.temperature_raw / 10) + " °C";
    if (battery.status) text += ", " + std::string(name_of(*battery.status));
    const bool charging = battery.status && *battery.status != ChargeStatus::discharging;
    findings.push_back(
        {charging ? Health::note : Health::good, "battery", text.empty() ? "cannot be read" : text,
         charging ? "Energy is measured on battery only: unplug the phone and use adb over Wi-Fi."
                  : ""});
}

std::string system_of(const DeviceIdentity& identity) {
    return identity.android_release.empty() ? identity.fingerprint
                                            : "Android " + identity.android_release;
}

void examine_device(Findings& findings, const DeviceInfo& info) {
    findings.push_back({Health::good, "system",
                        info.kernel + ", " + std::to_string(info.cpu_count) + " processors", ""});
    if (info.memory_available && info.memory_total) {
        findings.push_back({Health::good, "memory",
                            mebibytes(*info.memory_available) + " of " +
                                mebibytes(*info.memory_total) + " available",
                            ""});
    }
    if (info.storage_free)
        findings.push_back({Health::good, "storage", mebibytes(*info.storage_free) + " free", ""});
    examine_battery(findings, info.battery);
    for (const auto& source : info.power_sources) {
        findings.push_back({source.available ? Health::good : Health::note,
                            "power source " + source.name, source.detail, ""});
    }
}

adb::awaitable<void> examine_phone(Findings& findings, PhoneSelector selector,
                                   store::Database& database) {
    try {
        auto phone = co_await find_phone(selector);
        auto check = identity_check(database, selector.new_identity);
        auto session = co_await PhoneSession::open(std::move(phone), Paths::of_this_process(),
                                                   std::move(check));
        const auto& identity = session.identity();
        findings.push_back({Health::good, "phone",
                            identity.manufacturer + " " + identity.model + ", serial " +
                                identity.serial + ", " + system_of(identity) +
                                (identity.simulated ? " (simulated)" : ""),
                            ""});
        Request request = GetDeviceInfo{};
        const auto reply = co_await session.agent().ask<DeviceInfoReply>(std::move(request));
        examine_device(findings, reply.info);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled) throw;
        add_error(findings, "phone", error);
    }
}

adb::awaitable<void> examine_all(Findings& findings, PhoneSelector selector,
                                 store::Database& database) {
    if (!means_this_machine(selector)) co_await examine_adb(findings);
    co_await examine_phone(findings, std::move(selector), database);
}

}  // namespace

std::vector<Finding> examine(const PhoneSelector& selector, const std::filesystem::path& file) {
    Findings findings;
    store::Database database(file);
    findings.push_back({Health::good, "database", file.string(), ""});
    examine_files(findings, Paths::of_this_process());
    EventLoop loop;
    const auto ended = loop.run_until_signal(examine_all(findings, selector, database));
    database.close();
    if (ended == Ended::by_signal) throw Error(ErrorCode::cancelled, "cancelled");
    return findings;
}

}  // namespace edgebench::run

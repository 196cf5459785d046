#include "host/cli/commands.hpp"
#include "host/report/devices.hpp"
#include "host/run/phones.hpp"

namespace edgebench::cli {
namespace {

report::SeenDevice report_of(const run::SeenPhone& phone) {
    return {phone.server, phone.listed.serial, phone.listed.state_text, phone.identity};
}

}  // namespace

ExitCode devices_command(const DevicesOptions& options, Console& console) {
    std::vector<report::SeenDevice> devices;
    for (const auto& phone : run::list_phones(options.phone)) {
        const bool meant = !options.phone.serial || *options.phone.serial == phone.listed.serial;
        if (meant) devices.push_back(report_of(phone));
    }
    if (options.output == Output::json) {
        console.out(report::devices_json(devices));
    } else if (!devices.empty()) {
        console.out(report::devices_text(devices, console.out_width()));
    }
    if (!devices.empty()) return ExitCode::ok;
    console.print(Error(ErrorCode::no_device, "adb sees no phone",
                        "Connect one and enable USB debugging; `edgebench doctor` says more."));
    return ExitCode::infrastructure;
}

}  // namespace edgebench::cli

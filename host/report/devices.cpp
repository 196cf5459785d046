#include "host/report/devices.hpp"

#include "host/report/run_json.hpp"
#include "host/report/table.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

TableCell cell(const std::optional<DeviceIdentity>& identity, std::string DeviceIdentity::* field) {
    return identity ? TableCell((*identity).*field) : TableCell();
}

OrderedJson device_json(const SeenDevice& device) {
    auto object = OrderedJson::object();
    object["adb_server"] = device.server;
    object["adb_name"] = device.name;
    object["state"] = device.state;
    const auto add = [&](const char* key, std::string DeviceIdentity::* field) {
        object[key] = device.identity ? OrderedJson((*device.identity).*field) : OrderedJson();
    };
    add("serial", &DeviceIdentity::serial);
    add("id", &DeviceIdentity::id);
    add("manufacturer", &DeviceIdentity::manufacturer);
    add("model", &DeviceIdentity::model);
    add("android_release", &DeviceIdentity::android_release);
    add("abi", &DeviceIdentity::abi);
    add("fingerprint", &DeviceIdentity::fingerprint);
    object["simulated"] = device.identity ? OrderedJson(device.identity->simulated) : OrderedJson();
    return object;
}

}  // namespace

std::string devices_text(const std::vector<SeenDevice>& devices, std::optional<std::size_t> width) {
    Table table;
    table.columns = {"device", "state", "phone", "Android", "ABI", "serial", "adb server", ""};
    for (const auto& device : devices) {
        const auto& identity = device.identity;
        const auto phone =
            identity ? TableCell(identity->manufacturer + " " + identity->model) : TableCell();
        const bool simulated = identity && identity->simulated;
        table.rows.push_back(
            {device.name, device.state, phone, cell(identity, &DeviceIdentity::android_release),
             cell(identity, &DeviceIdentity::abi), cell(identity, &DeviceIdentity::serial),
             device.server, std::string(simulated ? "simulated" : "")});
    }
    return table_text(table, width);
}

std::string devices_json(const std::vector<SeenDevice>& devices) {
    auto object = OrderedJson::object();
    object["schema_version"] = k_json_schema_version;
    object["devices"] = OrderedJson::array();
    for (const auto& device : devices) object["devices"].push_back(device_json(device));
    return object.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report

#include "host/report/cache_text.hpp"

#include "host/report/numbers.hpp"
#include "host/report/run_json.hpp"
#include "host/report/safe_text.hpp"
#include "host/report/table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>

namespace edgebench::report {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string utc(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    std::array<char, 32> text{};
    gmtime_r(&time, &parts);
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string kind_of(const StoredContent& content) {
    return content.kind == ContentKind::model ? "model" : "engine";
}

bool contains(const std::vector<StoredContent>& list, const StoredContent& content) {
    return std::ranges::find(list, content.id, &StoredContent::id) != list.end();
}

std::string state_of(const CacheReport& report, const StoredContent& content) {
    if (content.in_use) return "in use";
    if (content.partial) return "partial";
    return contains(report.verified, content) ? "verified" : "";
}

Table content_table(const CacheReport& report) {
    Table table;
    table.columns = {"kind", "name", "MiB", "last used (UTC)", "state"};
    for (const auto& content : report.store.contents) {
        table.rows.push_back({kind_of(content), content.name.empty() ? content.id : content.name,
                              *mebibytes(content.size), utc(content.last_used_s),
                              state_of(report, content)});
    }
    return table;
}

Bytes64 total(const std::vector<StoredContent>& contents) {
    Bytes64 sum{0};
    for (const auto& content : contents) sum += content.size;
    return sum;
}

OrderedJson content_json(const StoredContent& content) {
    return {{"kind", kind_of(content)},
            {"id", content.id},
            {"name", content.name.empty() ? OrderedJson() : OrderedJson(content.name)},
            {"size_mib", *mebibytes(content.size)},
            {"last_used_at", utc(content.last_used_s)},
            {"in_use", content.in_use},
            {"partial", content.partial}};
}

OrderedJson list_json(const std::vector<StoredContent>& contents) {
    auto list = OrderedJson::array();
    for (const auto& content : contents) list.push_back(content_json(content));
    return list;
}

}  // namespace

std::string cache_text(const CacheReport& report, std::optional<std::size_t> width) {
    const auto& store = report.store;
    std::string text = store.contents.empty() ? "" : table_text(content_table(report), width);
    for (const auto& content : report.removed) {
        text += "removed " + kind_of(content) + " " +
                safe_text(content.name.empty() ? content.id : content.name) + ", " +
                data_size(content.size.value()) + "\n";
    }
    return text + "phone " + safe_text(report.device) + ": " +
           data_size(total(store.contents).value()) + " stored, " + data_size(store.free.value()) +
           " free, of which " + data_size(store.reserve.value()) + " stay free\n";
}

std::string cache_json(const CacheReport& report) {
    auto object = OrderedJson::object();
    object["schema_version"] = k_json_schema_version;
    object["device"] = report.device;
    object["free_mib"] = *mebibytes(report.store.free);
    object["reserve_mib"] = *mebibytes(report.store.reserve);
    object["contents"] = list_json(report.store.contents);
    object["verified"] = list_json(report.verified);
    object["removed"] = list_json(report.removed);
    return object.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report

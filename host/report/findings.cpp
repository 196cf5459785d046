#include "host/report/findings.hpp"

#include "host/report/run_json.hpp"

#include <nlohmann/json.hpp>

namespace edgebench::report {

std::string findings_json(const std::vector<FindingText>& findings) {
    auto object = nlohmann::ordered_json::object();
    object["schema_version"] = k_json_schema_version;
    object["findings"] = nlohmann::ordered_json::array();
    for (const auto& finding : findings) {
        object["findings"].push_back({{"health", finding.health},
                                      {"subject", finding.subject},
                                      {"text", finding.text},
                                      {"hint", finding.hint}});
    }
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace edgebench::report

#pragma once
// What `doctor` found, as JSON. Its text is coloured and therefore the terminal's matter
// (host/cli).

#include <string>
#include <vector>

namespace edgebench::report {

struct FindingText {
    std::string health;  // "good", "note", "problem"
    std::string subject;
    std::string text;
    std::string hint;
};

std::string findings_json(const std::vector<FindingText>& findings);

}  // namespace edgebench::report

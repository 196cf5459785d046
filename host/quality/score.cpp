#include "host/quality/score.hpp"

#include "host/quality/rouge.hpp"
#include "host/quality/text.hpp"
#include "protocol/error.hpp"

#include <array>
#include <utility>

namespace edgebench {
namespace {

double exact_match(std::string_view answer, std::string_view reference) {
    return normalised(answer) == normalised(reference) ? 1 : 0;
}

double contains(std::string_view answer, std::string_view reference) {
    const auto text = normalised(answer);
    const auto wanted = normalised(reference);
    if (wanted.empty()) return 0;
    const auto splits_word = [&text](std::size_t at) {
        return at > 0 && at < text.size() && is_word_byte(text[at - 1]) && is_word_byte(text[at]);
    };
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
        if (!splits_word(at) && !splits_word(at + wanted.size())) return 1;
    }
    return 0;
}

using Scorer = double (*)(std::string_view, std::string_view);
constexpr std::array<std::pair<std::string_view, Scorer>, 3> k_scorers{
    {{"exact_match", exact_match}, {"contains", contains}, {"rouge_l", rouge_l}}};

Scorer find_scorer(const std::string& name, const Prompt& prompt) {
    for (const auto& [candidate, scorer] : k_scorers) {
        if (candidate == name) return scorer;
    }
    throw Error(ErrorCode::configuration,
                "prompt '" + prompt.id + "' asks for the unknown scorer '" + name + "'",
                "The scorers are exact_match, contains and rouge_l.");
}

}  // namespace

void check_scorers(const Prompt& prompt) {
    for (const auto& name : prompt.scorers) find_scorer(name, prompt);
}

std::map<std::string, double> score(std::string_view answer, const Prompt& prompt) {
    check_scorers(prompt);
    std::map<std::string, double> values;
    if (!prompt.reference) return values;
    for (const auto& name : prompt.scorers) {
        values[name] = find_scorer(name, prompt)(answer, *prompt.reference);
    }
    return values;
}

}  // namespace edgebench

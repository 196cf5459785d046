#pragma once
// Scores an answer against its prompt's reference.

#include "host/types/study.hpp"

#include <map>
#include <string>
#include <string_view>

namespace edgebench {

// Throws Error::configuration for a scorer that does not exist.
void check_scorers(const Prompt& prompt);

// Scorer → value in 0..1; empty for a prompt without a reference.
//   exact_match  1 if the normalised texts are equal (text.hpp)
//   contains     1 if the normalised answer has the normalised reference in it, not inside a longer
//                word
//   rouge_l      see rouge.hpp
std::map<std::string, double> score(std::string_view answer, const Prompt& prompt);

}  // namespace edgebench

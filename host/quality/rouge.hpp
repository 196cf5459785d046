#pragma once
// ROUGE-L (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004) between two texts.

#include <string_view>

namespace edgebench {

// F1 (beta = 1) of the longest common subsequence of words, 0..1; 0 when either text has none.
// Texts are compared up to their first 16,384 words.
double rouge_l(std::string_view answer, std::string_view reference);

}  // namespace edgebench

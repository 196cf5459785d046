#pragma once
// Prompt sets: JSONL, one prompt a line:
//   {"id": "sum-1", "prompt": "…", "reference": "…", "scorers": ["exact_match"]}
// `reference` and `scorers` are optional; a scorer needs a reference.

#include "host/config/paths.hpp"
#include "host/types/study.hpp"

#include <string>
#include <string_view>

namespace edgebench {

// Throws Error::configuration, naming file and line.
PromptSet parse_prompt_set(std::string_view text, const std::string& file);

// `name_or_file` is a path when it has a slash or ends in .jsonl, else configs/prompts/NAME.jsonl.
PromptSet load_prompt_set(const std::string& name_or_file, const Paths& paths);

}  // namespace edgebench

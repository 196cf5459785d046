#pragma once
// A prompt of an exact length in tokens, for speed and energy; its text means nothing.

#include "host/types/study.hpp"

#include <cstdint>

namespace edgebench {

// A set of one prompt. The same three numbers give the same tokens everywhere. Throws
// Error::configuration when the vocabulary is too small.
PromptSet synthetic_prompt(std::int64_t tokens, std::uint32_t seed, std::int64_t vocabulary);

}  // namespace edgebench

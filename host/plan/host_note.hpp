#pragma once
// The study as it travels inside a plan (Plan::host_note): JSON text that only hosts read.

#include "host/types/engine_check.hpp"
#include "host/types/study.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace edgebench {

// Of a plan of load blocks: it belongs to no study, and has nothing to store.
std::string load_block_note();
bool is_load_block_note(std::string_view text);

// Of a plan that tries out an engine. Nothing for a note of another kind; throws like
// decode_host_note for one that cannot be read.
std::string encode_tryout_note(const EngineTryout& tryout);
std::optional<EngineTryout> decode_tryout_note(std::string_view text);

std::string encode_host_note(const Study& study);
// Throws Error::protocol for text that is not such a note, or is one of a later version.
Study decode_host_note(std::string_view text);

}  // namespace edgebench

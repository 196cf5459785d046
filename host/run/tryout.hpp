#pragma once
// The first trial of an engine on a build of a phone: a few tokens, measured by nobody, which show
// whether the engine still takes the options and says the words that edgebench relies on.

#include "host/run/prepare.hpp"

#include <optional>

namespace edgebench::run {

EngineTryout tryout_of(const PhoneSide& side);
Plan tryout_plan(const PhoneSide& side);

// What the user should know of it; nothing when all is well. Throws Error::engine for an engine
// that does not know an option.
std::optional<std::string> engine_warning(const EngineTryout& tryout, const EngineCheck& check);

}  // namespace edgebench::run

#pragma once
// Who may serve this phone: this process, or an agent that is there already.

#include "agent/lock.hpp"
#include "agent/paths.hpp"

#include <variant>

namespace edgebench::agent {

// The lock; or the endpoint (a line of JSON) of a live agent of the same build; or what the lock
// says of an agent of another build that is busy with a plan.
using Takeover = std::variant<Lock, std::string, LockText>;

// An idle agent of another build is asked to end; one whose lock has expired and that says nothing
// hangs, and is killed.
// Throws Error::busy when it does not go.
Takeover take_phone(const Paths& paths, const std::string& build_id);

}  // namespace edgebench::agent

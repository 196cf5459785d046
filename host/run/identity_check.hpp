#pragma once
// Decides which id a phone has, from what it says and what the database knows.

#include "host/run/phone_session.hpp"
#include "host/store/database.hpp"

namespace edgebench::run {

// The database outlives the check, and is used on the thread that calls it. The phone is recorded
// as seen.
IdentityCheck identity_check(store::Database& database, NewIdentity new_identity);

}  // namespace edgebench::run

#pragma once
// What went wrong between us and a server, as Errors with the next step. Pure.

#include "host/fetch/answer.hpp"
#include "protocol/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace edgebench::fetch {

enum class Token { none, sent };

// An answer that brings no bytes; transient where the same request may succeed later.
Error refusal(const std::string& url, const Answer& answer, Token token);
// An answer whose bytes are not those that were asked for.
Error unfit_answer(const std::string& url, const std::string& what);
Error other_size(const std::string& url, std::int64_t announced, std::int64_t expected);
Error other_hash(const std::string& url, const std::string& announced, const std::string& expected);
Error broken_connection(const std::string& url, const std::string& cause);
// Wrong in a way that trying again does not change: certificates, schemes, too many redirects.
Error unusable_connection(const std::string& url, const std::string& cause);
Error gave_up(const Error& last, int tries);
Error cancelled(const std::string& url);

}  // namespace edgebench::fetch

#include "protocol/error.hpp"

#include <array>
#include <utility>

namespace edgebench {
namespace {

constexpr std::array k_names{
    std::pair{ErrorCode::usage, std::string_view("usage")},
    std::pair{ErrorCode::configuration, std::string_view("configuration")},
    std::pair{ErrorCode::host, std::string_view("host")},
    std::pair{ErrorCode::no_device, std::string_view("no_device")},
    std::pair{ErrorCode::device_refused, std::string_view("device_refused")},
    std::pair{ErrorCode::device_lost, std::string_view("device_lost")},
    std::pair{ErrorCode::device, std::string_view("device")},
    std::pair{ErrorCode::busy, std::string_view("busy")},
    std::pair{ErrorCode::storage_full, std::string_view("storage_full")},
    std::pair{ErrorCode::integrity, std::string_view("integrity")},
    std::pair{ErrorCode::protocol, std::string_view("protocol")},
    std::pair{ErrorCode::engine, std::string_view("engine")},
    std::pair{ErrorCode::download, std::string_view("download")},
    std::pair{ErrorCode::database, std::string_view("database")},
    std::pair{ErrorCode::cancelled, std::string_view("cancelled")},
    std::pair{ErrorCode::internal, std::string_view("internal")},
};

std::string joined(const std::string& message, const std::string& hint) {
    return hint.empty() ? message : message + "\n  " + hint;
}

}  // namespace

std::string_view to_string(ErrorCode code) {
    for (const auto& [candidate, name] : k_names) {
        if (candidate == code) return name;
    }
    return "internal";
}

ErrorCode error_code_from(std::string_view name) {
    for (const auto& [code, candidate] : k_names) {
        if (candidate == name) return code;
    }
    return ErrorCode::internal;
}

Error::Error(ErrorCode code, std::string message, std::string hint, Retry retry)
    : std::runtime_error(joined(message, hint)),
      code_(code),
      message_(std::move(message)),
      hint_(std::move(hint)),
      retry_(retry) {}

Error Error::with_context(std::string_view context) const {
    return Error(code_, std::string(context) + ": " + message_, hint_, retry_);
}

Error as_error(const std::exception& exception) {
    const auto* const known = dynamic_cast<const Error*>(&exception);
    return known != nullptr ? *known : Error(ErrorCode::internal, exception.what());
}

}  // namespace edgebench

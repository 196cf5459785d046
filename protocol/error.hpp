#pragma once
// The one exception type of edgebench. It ends the attempt it happens in (a stored row) or the
// command.

#include <stdexcept>
#include <string>
#include <string_view>

namespace edgebench {

// What kind of thing went wrong; host/cli maps each to one exit code.
enum class ErrorCode {
    usage,           // the command line is wrong
    configuration,   // a configuration, model or prompt file is wrong
    host,            // something is missing or broken on the laptop (adb, disk, permissions)
    no_device,       // no phone, or several and none chosen
    device_refused,  // the phone is there but may not be used (unauthorised, another identity)
    device_lost,     // the connection to the phone broke or a deadline passed
    device,          // a command on the phone failed
    busy,            // another plan or host holds the phone
    storage_full,    // no room on the phone
    integrity,       // bytes are not what their hash or checksum says
    protocol,        // a peer sent something that is not the protocol, or another version of it
    engine,          // the inference engine died, hung or refused
    download,        // fetching a file failed
    database,        // the results database cannot be used
    cancelled,       // the user asked to stop
    internal,        // a bug in edgebench
};

std::string_view to_string(ErrorCode code);
// Throws nothing; an unknown name is `internal`.
ErrorCode error_code_from(std::string_view name);

enum class Retry { useless, can_help };

class Error : public std::runtime_error {
  public:
    // `message` names the thing that failed; `hint` is the next step for the reader, or empty.
    Error(ErrorCode code, std::string message, std::string hint = {}, Retry retry = Retry::useless);

    ErrorCode code() const { return code_; }
    const std::string& message() const { return message_; }
    const std::string& hint() const { return hint_; }
    bool transient() const { return retry_ == Retry::can_help; }

    // The same error seen from one boundary further out: "CONTEXT: message".
    Error with_context(std::string_view context) const;

  private:
    ErrorCode code_;
    std::string message_;
    std::string hint_;
    Retry retry_;
};

// An exception of any other type is `internal`.
Error as_error(const std::exception& exception);

}  // namespace edgebench

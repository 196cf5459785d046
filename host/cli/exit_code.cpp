#include "host/cli/exit_code.hpp"

namespace edgebench::cli {

ExitCode exit_code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::usage:
        case ErrorCode::configuration:
            return ExitCode::usage;
        case ErrorCode::host:
        case ErrorCode::no_device:
        case ErrorCode::device_refused:
        case ErrorCode::device_lost:
        case ErrorCode::device:
        case ErrorCode::busy:
        case ErrorCode::storage_full:
        case ErrorCode::integrity:
        case ErrorCode::protocol:
        case ErrorCode::engine:
        case ErrorCode::download:
        case ErrorCode::database:
            return ExitCode::infrastructure;
        case ErrorCode::cancelled:
            return ExitCode::cancelled;
        case ErrorCode::internal:
            return ExitCode::internal;
    }
    return ExitCode::internal;
}

}  // namespace edgebench::cli
